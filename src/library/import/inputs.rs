//! The files and lines that an import reads: of a file, a folder, or an archive.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::de::IgnoredAny;

use crate::article::printable;
use crate::exchange::{Arrival, Format, Input, Shape};
use crate::sources::limits;

/// Files that are read from a folder or archive at most.
const MOST: usize = 1_000_000;

/// Bytes of a line that is looked at for whether it is a whole value.
const BEGINNING: u64 = 1 << 16;

/// Hears how many inputs were read, and what came of the last; ends with `false`.
type Taker<'t> = dyn FnMut(usize, Result<Vec<Arrival>, String>) -> bool + 't;

/// Reads everything below a path that the format may be in.
pub(super) fn each(path: &Path, format: &'static dyn Format, how: (&BTreeMap<String, String>, Timestamp), take: &mut Taker<'_>) -> io::Result<()> {
    let meta = std::fs::metadata(path)?;
    if meta.is_dir() {
        let mut names = Vec::new();
        walk(path, path, &mut names)?;
        names.sort();
        let mut count = 0;
        for name in names.iter().filter(|name| of_format(format, name)) {
            if !file(&path.join(name), name, format, how, &|beside| std::fs::read(path.join(plain(beside)?)).ok(), &mut count, take)? {
                return Ok(());
            }
        }
        return Ok(());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if is_archive(path) {
        return archive(path, format, how, take);
    }
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    file(path, &name, format, how, &|beside| std::fs::read(folder.join(plain(beside)?)).ok(), &mut 0, take).map(drop)
}

fn of_format(format: &dyn Format, name: &str) -> bool {
    let ending = Path::new(name).extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| format.facts().endings.contains(&ending.as_str()))
}

/// A name that stays in its folder.
fn plain(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(name);
    path.components().all(|part| matches!(part, std::path::Component::Normal(_))).then_some(path)
}

/// The names of all files below a folder, `/`-separated. Links to folders are not followed.
fn walk(root: &Path, folder: &Path, names: &mut Vec<String>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(root, &entry.path(), names)?;
        } else if names.len() < MOST {
            let path = entry.path();
            names.push(path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

/// Reads one file; whether to go on.
fn file(
    path: &Path,
    name: &str,
    format: &'static dyn Format,
    (chosen, now): (&BTreeMap<String, String>, Timestamp),
    beside: &dyn Fn(&str) -> Option<Vec<u8>>,
    count: &mut usize,
    take: &mut Taker<'_>,
) -> io::Result<bool> {
    let mut read = |bytes: Result<&[u8], String>, line: usize| {
        *count += 1;
        let mut arrivals = Vec::new();
        let read = bytes.and_then(|bytes| {
            let input = Input { name, bytes, line, beside, chosen, format: format.facts().name, now };
            format.read(&input, &mut |arrival| arrivals.push(arrival))
        });
        take(*count, read.map(|()| arrivals))
    };
    if format.facts().shape != Shape::Lines || is_one_value(path)? {
        let size = std::fs::metadata(path)?.len();
        if size > limits::WHOLE * 4 {
            return Ok(read(Err(format!("{}: {size} bytes are more than one file may have", printable(name))), 0));
        }
        return Ok(read(Ok(&std::fs::read(path)?), 0));
    }
    let lines = BufReader::with_capacity(1 << 18, File::open(path)?);
    each_line(lines, limits::WHOLE, &mut |number, line| match line {
        Some(line) => line.trim_ascii().is_empty() || read(Ok(line), number),
        None => read(Err(format!("{}:{number}: the line is longer than {} MB", printable(name), limits::WHOLE / (1024 * 1024))), number),
    })
}

/// Whether a file is one value of JSON over several lines, as people make of lines that they want to look at.
fn is_one_value(path: &Path) -> io::Result<bool> {
    let mut first = Vec::new();
    let mut file = BufReader::new(File::open(path)?);
    file.by_ref().take(BEGINNING).read_until(b'\n', &mut first)?;
    let goes_on = |line: &[u8]| serde_json::from_slice::<IgnoredAny>(line).is_err_and(|error| error.is_eof());
    if !first.trim_ascii_start().starts_with(b"[") && !first.trim_ascii_start().starts_with(b"{") || !first.ends_with(b"\n") || !goes_on(&first) {
        return Ok(false);
    }
    let rest = first.as_slice().chain(file);
    Ok(serde_json::from_reader::<_, IgnoredAny>(rest).is_ok())
}

/// Reads line by line, without line ends; `None` is one that has more than so many bytes. `take` ends it with `false`, and so does
/// the answer.
fn each_line(mut lines: impl BufRead, most: u64, take: &mut dyn FnMut(usize, Option<&[u8]>) -> bool) -> io::Result<bool> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if lines.by_ref().take(most + 1).read_until(b'\n', &mut line)? == 0 {
            return Ok(true);
        }
        let cut = line.len() as u64 > most && !line.ends_with(b"\n");
        if cut {
            lines.skip_until(b'\n')?;
        }
        let bytes = line.strip_suffix(b"\n").unwrap_or(&line);
        if !take(number, (!cut).then_some(bytes)) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_archive(path: &Path) -> bool {
    let mut head = [0; 4];
    File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == *b"PK\x03\x04"
}

/// Reads what an archive holds. Its names lead nowhere: the files stay in the memory.
fn archive(path: &Path, format: &'static dyn Format, (chosen, now): (&BTreeMap<String, String>, Timestamp), take: &mut Taker<'_>) -> io::Result<()> {
    let mut zip = zip::ZipArchive::new(BufReader::new(File::open(path)?))?;
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut left = limits::WHOLE * 4;
    for index in 0..zip.len().min(limits::PARTS) {
        let mut entry = zip.by_index(index)?;
        if entry.is_file() {
            let mut bytes = Vec::new();
            entry.by_ref().take(left + 1).read_to_end(&mut bytes)?;
            left = left.checked_sub(bytes.len() as u64).ok_or_else(|| io::Error::other("the archive holds more than is read"))?;
            files.insert(entry.name()?.into_owned(), bytes);
        }
    }
    let mut count = 0;
    for (name, bytes) in files.iter().filter(|(name, _)| of_format(format, name)) {
        count += 1;
        let input = Input { name, bytes, line: 0, beside: &|beside| files.get(beside).cloned(), chosen, format: format.facts().name, now };
        let mut arrivals = Vec::new();
        let read = format.read(&input, &mut |arrival| arrivals.push(arrival));
        if !take(count, read.map(|()| arrivals)) {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_is_told_and_the_next_is_read() {
        let mut found = Vec::new();
        let text: &[u8] = b"one\ntoo long\nfour\nfives\n\nlast";
        each_line(text, 5, &mut |number, line| {
            found.push((number, line.map(|line| String::from_utf8_lossy(line).into_owned())));
            true
        })
        .unwrap();
        let expected = [(1, Some("one")), (2, None), (3, Some("four")), (4, Some("fives")), (5, Some("")), (6, Some("last"))];
        assert_eq!(found, expected.map(|(number, line)| (number, line.map(ToOwned::to_owned))));
    }
}
