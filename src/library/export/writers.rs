//! Where the pieces of an export are put: temporary files, which get their names when all of it is there.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, Cursor, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::Destination;
use crate::annotation::LabelId;
use crate::exchange::{Document, Format, Frame, Piece, Plan, Shape, Split, Tables};
use crate::library::{Draft, Privacy, disk, write_atomically};

/// Bytes that are gathered before they are written.
const BUFFER: usize = 1 << 18;

/// Where pieces go.
pub(super) struct Writers<'a> {
    format: &'static dyn Format,
    plan: &'a Plan,
    place: Place<'a>,
    /// The streams that were begun, by part of the training set and name.
    streams: BTreeMap<(Option<Split>, String), Stream>,
    tables: Option<Box<dyn Tables>>,
    /// Labels of the documents that the codebook lacks.
    labels: BTreeSet<LabelId>,
}

enum Place<'a> {
    /// One stream for all, and the names of the streams that did not go there.
    One { out: BufWriter<&'a mut dyn Write>, left_out: Vec<String> },
    /// Files beside this one.
    Beside(PathBuf),
    /// A new folder, and the temporary one that will become it.
    Folder { folder: PathBuf, temporary: PathBuf },
    /// An archive.
    Archive(Box<ZipWriter<BufWriter<Draft>>>),
}

/// One stream through all documents.
struct Stream {
    frame: Frame,
    begun: bool,
    file: Option<BufWriter<Draft>>,
}

impl<'a> Writers<'a> {
    /// Makes the place ready. `parted` is a training set in parts, each a file or folder of its own.
    pub(super) fn new(format: &'static dyn Format, plan: &'a Plan, destination: Destination<'a>, parted: bool) -> io::Result<Self> {
        let facts = format.facts();
        let in_one = matches!(facts.shape, Shape::Lines | Shape::File);
        let place = match destination {
            Destination::Stream(out) if in_one && !parted => Place::One { out: BufWriter::with_capacity(BUFFER, out), left_out: Vec::new() },
            Destination::Stream(_) => return Err(io::Error::other("it is more than one file, which needs a folder to be named")),
            Destination::Path(path) if in_one && !parted && path.is_dir() => return Err(io::Error::other("it is a folder: name a file in it")),
            Destination::Path(path) if in_one && !parted => Place::Beside(path.to_owned()),
            Destination::Path(path) if facts.shape == Shape::Archive => archive(path)?,
            Destination::Path(path) => folder(path)?,
        };
        let mut writers = Self { format, plan, place, streams: BTreeMap::new(), tables: format.tables(plan), labels: BTreeSet::new() };
        if !parted {
            for name in format.streams(plan) {
                writers.write(None, &name, &[])?;
            }
        }
        Ok(writers)
    }

    /// Remembers labels that the codebook lacks, for what stands beside the documents.
    pub(super) fn know(&mut self, labels: BTreeSet<LabelId>) {
        self.labels.extend(labels);
    }

    /// Puts a document's piece, `path` being the document's.
    pub(super) fn take(&mut self, split: Option<Split>, path: &str, piece: Piece) -> io::Result<()> {
        for (name, bytes) in piece.streams {
            self.write(split, &name, &bytes)?;
        }
        for (ending, bytes) in piece.files {
            let name = Piece::place(path, &ending);
            let name = split.map_or_else(|| name.clone(), |split| format!("{}/{name}", split.name()));
            if let Place::Archive(zip) = &mut self.place {
                let mut packed = ZipArchive::new(Cursor::new(bytes))?;
                zip.raw_copy_file_rename(packed.by_index_raw(0)?, name)?;
                continue;
            }
            self.file(&name, &bytes)?;
        }
        Ok(())
    }

    /// Puts a document into the tables.
    pub(super) fn row(&mut self, document: Document) -> io::Result<()> {
        let filled = self.tables.as_mut().map_or_else(|| Ok(Vec::new()), |tables| tables.take(document));
        filled.map_err(io::Error::other)?.into_iter().try_for_each(|(name, bytes)| self.file(&name, &bytes))
    }

    /// Ends all streams, and gives everything its name. The streams that had no place are told.
    pub(super) fn finish(mut self) -> io::Result<Vec<String>> {
        if let Some(mut tables) = self.tables.take() {
            tables.finish().map_err(io::Error::other)?.into_iter().try_for_each(|(name, bytes)| self.file(&name, &bytes))?;
        }
        for (name, bytes) in self.format.beside(&self.plan.with_labels(std::mem::take(&mut self.labels))) {
            self.put_beside(&name, &bytes)?;
        }
        let mut done = Vec::new();
        for (_, mut stream) in std::mem::take(&mut self.streams) {
            let tail = std::mem::take(&mut stream.frame.tail);
            match (&mut stream.file, &mut self.place) {
                (Some(file), _) => file.write_all(tail.as_bytes())?,
                (None, Place::One { out, .. }) => out.write_all(tail.as_bytes())?,
                (None, _) => {}
            }
            done.extend(stream.file);
        }
        let drafts = done.into_iter().map(drained).collect::<io::Result<Vec<Draft>>>()?;
        drafts.into_iter().try_for_each(Draft::finish)?;
        match std::mem::replace(&mut self.place, Place::Beside(PathBuf::new())) {
            Place::One { mut out, left_out } => {
                out.flush()?;
                Ok(left_out)
            }
            Place::Beside(_) => Ok(Vec::new()),
            Place::Folder { folder, temporary } => {
                disk::sync_file_system(&temporary)?;
                let named = disk::remove_folder(&folder).or_else(absent).and_then(|()| disk::rename(&temporary, &folder));
                if named.is_err() {
                    remove_all(&temporary);
                }
                named.and_then(|()| disk::sync_folder(disk::folder_of(&folder))).map(|()| Vec::new())
            }
            Place::Archive(zip) => drained(zip.finish()?)?.finish().map(|()| Vec::new()),
        }
    }

    fn write(&mut self, split: Option<Split>, name: &str, bytes: &[u8]) -> io::Result<()> {
        let key = (split, name.to_owned());
        if !self.streams.contains_key(&key) {
            let stream = self.open(split, name)?;
            self.streams.insert(key.clone(), stream);
        }
        let Some(stream) = self.streams.get_mut(&key) else { return Ok(()) };
        let head = std::mem::take(&mut stream.frame.head);
        let between = if stream.begun && !bytes.is_empty() { stream.frame.between.as_str() } else { "" };
        let parts = [head.as_bytes(), between.as_bytes(), bytes];
        stream.begun |= !bytes.is_empty();
        match (&mut stream.file, &mut self.place) {
            (Some(file), _) => parts.iter().try_for_each(|part| file.write_all(part)),
            (None, Place::One { out, .. }) if name.is_empty() => parts.iter().try_for_each(|part| out.write_all(part)),
            (None, Place::One { left_out, .. }) => {
                if !left_out.iter().any(|known| known == name) {
                    left_out.push(name.to_owned());
                }
                Ok(())
            }
            (None, _) => Ok(()),
        }
    }

    fn open(&self, split: Option<Split>, name: &str) -> io::Result<Stream> {
        let frame = self.format.frame(self.plan, name);
        let ending = self.format.ending(self.plan);
        let target = match &self.place {
            Place::One { .. } if !name.is_empty() => return Ok(Stream { frame: Frame::default(), begun: false, file: None }),
            Place::One { .. } | Place::Archive(_) => return Ok(Stream { frame, begun: false, file: None }),
            Place::Beside(path) if name.is_empty() => path.clone(),
            Place::Beside(path) => sibling(path, name, ending),
            Place::Folder { temporary, .. } => {
                let stem = split.map_or("all", Split::name);
                temporary.join(if name.is_empty() { format!("{stem}.{ending}") } else { format!("{stem}-{}.{ending}", plain(name)) })
            }
        };
        let file = BufWriter::with_capacity(BUFFER, Draft::new(&target, Privacy::Shared)?);
        Ok(Stream { frame, begun: false, file: Some(file) })
    }

    /// A file of its own; `name` is `/`-separated and made of plain names.
    fn file(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        match &mut self.place {
            Place::One { .. } => Ok(()),
            Place::Beside(path) => write_atomically(&disk::folder_of(path).join(name), bytes, Privacy::Shared),
            Place::Folder { temporary, .. } => {
                let path = temporary.join(name);
                disk::make_folder(disk::folder_of(&path), Privacy::Shared)?;
                let file = disk::create(&path, Privacy::Shared).map_err(|error| match error.kind() {
                    io::ErrorKind::AlreadyExists => {
                        io::Error::other(format!("two articles would be the one file {name}: rename one of them, or export them apart"))
                    }
                    _ => error,
                })?;
                disk::write(&file, &path, bytes)
            }
            Place::Archive(zip) => {
                zip.start_file(name, options())?;
                zip.write_all(bytes)
            }
        }
    }

    /// A file that stands once beside all; beside a single file it bears the name of that.
    fn put_beside(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        match &self.place {
            Place::Beside(path) => write_atomically(&sibling_named(path, name), bytes, Privacy::Shared),
            _ => self.file(name, bytes),
        }
    }
}

impl Drop for Writers<'_> {
    fn drop(&mut self) {
        if let Place::Folder { temporary, .. } = &self.place {
            remove_all(temporary);
        }
    }
}

/// The file behind a buffer, with all of the buffer in it.
fn drained(file: BufWriter<Draft>) -> io::Result<Draft> {
    file.into_inner().map_err(std::io::IntoInnerError::into_error)
}

/// A new folder. One that holds something is left alone: what is in it may be somebody's.
fn folder<'a>(folder: &Path) -> io::Result<Place<'a>> {
    if disk::metadata(folder)?.is_some_and(|there| !there.is_dir()) {
        return Err(io::Error::other("it is a file, and this needs a folder"));
    }
    if !disk::list(folder).or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(Vec::new()) } else { Err(error) })?.is_empty() {
        return Err(io::Error::other("it is a folder that holds something: name a new one, or empty it"));
    }
    let above = disk::folder_of(folder);
    disk::make_folder(above, Privacy::Shared)?;
    let temporary = above.join(format!(".tagline-{}.tmp", Uuid::new_v4().simple()));
    disk::make_folder(&temporary, Privacy::Shared)?;
    Ok(Place::Folder { folder: folder.to_owned(), temporary })
}

/// A file as an archive of its own, from which it goes into the large one as it is: so that all cores pack.
pub(super) fn packed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() / 8)));
    zip.start_file("", options())?;
    zip.write_all(bytes)?;
    Ok(zip.finish()?.into_inner())
}

/// How files are packed: fast, and so that archives of the same content are the same bytes, whenever they are made.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_level(Some(1)).last_modified_time(zip::DateTime::default())
}

fn archive<'a>(file: &Path) -> io::Result<Place<'a>> {
    let draft = BufWriter::with_capacity(BUFFER, Draft::new(file, Privacy::Shared)?);
    Ok(Place::Archive(Box::new(ZipWriter::new(draft))))
}

/// The file of a further stream: `out.csv` and `relations` give `out-relations.csv`.
fn sibling(path: &Path, name: &str, ending: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map_or_else(|| ending.into(), |ending| ending.to_string_lossy());
    path.with_file_name(format!("{stem}-{}.{ending}", plain(name)))
}

/// A file that goes with another one by its name: `out.jsonl` and `to_docbin.py` give `out-to_docbin.py`.
fn sibling_named(path: &Path, name: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{name}"))
}

/// A name that may be that of a file: labels may hold anything.
fn plain(name: &str) -> String {
    name.chars().map(|char| if char.is_alphanumeric() || matches!(char, '-' | '_') { char } else { '_' }).collect()
}

fn absent(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// Removes a temporary folder. One that stays is nobody's loss.
fn remove_all(temporary: &Path) {
    let _ = disk::remove_all(temporary);
}
