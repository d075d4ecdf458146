//! The floors of the house, and other rules that the compiler does not know.

use std::path::{Path, PathBuf};

use regex::Regex;

/// Rooms from the ground up; those on one floor do not know each other.
const FLOORS: [&[&str]; 6] =
    [&["article"], &["reading", "annotation"], &["suggest", "report", "review"], &["sources", "exchange", "config"], &["library"], &["tui", "cli"]];

/// The files that may know the room beside theirs: the command that starts the screen, and the words for its failures.
const BESIDE: [(&str, &str); 2] = [("cli/open.rs", "tui"), ("cli/failure.rs", "tui")];

/// Files longer than this are told of.
const LONG: usize = 400;

/// Files longer than this are too long.
const LONGEST: usize = 600;

/// A file of the program: its path below `src`, and its lines without those of its tests.
struct Source {
    path: String,
    lines: Vec<String>,
    tests: usize,
}

impl Source {
    fn read(path: &Path, top: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let all: Vec<String> = text.lines().map(str::to_owned).collect();
        let tests = all.iter().position(|line| line.starts_with("mod tests {")).unwrap_or(all.len());
        let path = path.strip_prefix(top).unwrap().to_string_lossy().replace('\\', "/");
        Self { path, lines: all[..tests].to_vec(), tests: all.len() - tests }
    }

    fn room(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    /// Lines of code that hold `pattern`, with their place.
    fn with(&self, pattern: &str) -> Vec<String> {
        let pattern = Regex::new(pattern).unwrap();
        let code = |line: &str| !line.trim_start().starts_with("//");
        let hits = self.lines.iter().enumerate().filter(|(_, line)| code(line) && pattern.is_match(line));
        hits.map(|(at, line)| format!("src/{}:{}: {}", self.path, at + 1, line.trim())).collect()
    }

    /// The rooms that it imports, each with its place.
    fn imports(&self) -> Vec<(String, String)> {
        let named = Regex::new(r"\bcrate::(\w+)").unwrap();
        let grouped = Regex::new(r"\bcrate::\{([^;]*)\}").unwrap();
        let text: String = self.lines.iter().map(|line| if line.trim_start().starts_with("//") { "" } else { line }).flat_map(|line| [line, "\n"]).collect();
        let place = |at: usize| format!("src/{}:{}", self.path, text[..at].matches('\n').count() + 1);
        let single = named.captures_iter(&text).map(|hit| (hit[1].to_owned(), place(hit.get(0).unwrap().start())));
        let many = grouped.captures_iter(&text).flat_map(|hit| {
            let at = place(hit.get(0).unwrap().start());
            hit[1].split(',').map(|part| (part.trim().split("::").next().unwrap().to_owned(), at.clone())).collect::<Vec<_>>()
        });
        single.chain(many).collect()
    }
}

fn sources() -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![top.clone()];
    let mut found: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 50, "{}", found.len());
    found.iter().map(|path| Source::read(path, &top)).collect()
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn fail_on(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn no_room_imports_one_above_or_beside_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        let own = source.room().to_owned();
        let Some(floor_here) = floor(&own) else {
            assert!(["main", "lib"].contains(&own.as_str()), "the room `{own}` stands on no floor: add it to FLOORS");
            continue;
        };
        for (room, place) in source.imports() {
            let Some(there) = floor(&room) else { continue };
            let allowed = there < floor_here || room == own || BESIDE.contains(&(source.path.as_str(), room.as_str()));
            if !allowed {
                wrong.push(format!("{place}: `{own}` (floor {floor_here}) imports `{room}` (floor {there})"));
            }
        }
    }
    fail_on("imports go down the floors only", &wrong);
}

#[test]
fn only_the_screen_knows_the_libraries_that_draw_it() {
    let wrong: Vec<String> = sources().iter().filter(|source| source.room() != "tui").flat_map(|source| source.with(r"\b(ratatui|crossterm)\b")).collect();
    fail_on("ratatui and crossterm belong to tui", &wrong);
}

#[test]
fn nothing_is_printed_past_the_checked_writer() {
    let wrong: Vec<String> = sources().iter().flat_map(|source| source.with(r"\b(e?print(ln)?|dbg)!")).collect();
    fail_on("output goes through cli/output.rs", &wrong);
}

#[test]
fn cells_are_written_in_one_place() {
    let wrong: Vec<String> = sources().iter().filter(|source| source.path != "tui/paint.rs").flat_map(|source| source.with(r"\bset_(symbol|char)\(")).collect();
    fail_on("only tui/paint.rs writes cells", &wrong);
}

#[test]
fn the_library_writes_through_one_seam() {
    let writing =
        r"\b(fs::(write|rename|copy|hard_link|create_dir|create_dir_all|remove_\w+|set_permissions)\(|File::create|OpenOptions|DirBuilder|sync_all|set_len)";
    let seam = |path: &str| !path.starts_with("library/") || path.starts_with("library/disk") || path.ends_with("tests.rs");
    let wrong: Vec<String> = sources().iter().filter(|source| !seam(&source.path)).flat_map(|source| source.with(writing)).collect();
    fail_on("the library changes files through library/disk.rs, where tests can make each operation fail", &wrong);
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent = sources().into_iter().filter(|source| !source.lines.first().is_some_and(|line| line.starts_with("//! ")));
    fail_on("files begin with `//!`", &silent.map(|source| format!("src/{}", source.path)).collect::<Vec<_>>());
}

#[test]
fn files_stay_short() {
    let sources = sources();
    for source in sources.iter().filter(|source| source.lines.len() > LONG) {
        eprintln!("src/{} has {} lines and {} of tests: more than {LONG}", source.path, source.lines.len(), source.tests);
    }
    let wrong = sources.iter().filter(|source| source.lines.len() > LONGEST);
    fail_on("files this long want to be two", &wrong.map(|source| format!("src/{}: {}", source.path, source.lines.len())).collect::<Vec<_>>());
}
