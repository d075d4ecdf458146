//! Temporary folders that stand for a user's computer, and the program run there without a terminal.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use tempfile::TempDir;

/// A short article whose first candidate is `Harbour`.
pub const STORY: &str = "Harbour strike enters third week

PORT SELDEN — Maren Tolvik told parliament on Monday that the strike would go on.

“We will not be hurried,” Tolvik said. The dockers had said so too.
";

/// The program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_tagline");

/// A home folder with everything in it; removed with its last handle.
#[derive(Clone)]
pub struct Place {
    folder: Arc<TempDir>,
}

impl Place {
    /// Empty folders.
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("tl").tempdir().unwrap();
        let place = Self { folder: Arc::new(folder) };
        std::fs::create_dir_all(place.path("work")).unwrap();
        place
    }

    /// The same with an article `work/story.txt`.
    pub fn with_story() -> Self {
        let place = Self::new();
        place.write("work/story.txt", STORY);
        place
    }

    /// The same, and `work` is a project.
    pub fn with_project() -> Self {
        let place = Self::with_story();
        place.write("work/tagline.ron", "()");
        place
    }

    /// A path below it.
    pub fn path(&self, name: &str) -> PathBuf {
        std::fs::canonicalize(self.folder.path()).unwrap().join(name)
    }

    /// Writes a file and the folders above it; returns its path.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The text of a file; empty when it is not there.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Anna's record of `work/story.txt` in the project.
    pub fn record(&self) -> String {
        self.read("work/annotations/anna/story.txt.ron")
    }

    /// Every file below a folder, by path from there.
    pub fn files(&self, name: &str) -> Vec<String> {
        let top = self.path(name);
        let mut folders = vec![top.clone()];
        let mut found = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(path.strip_prefix(&top).unwrap().to_string_lossy().into_owned());
                }
            }
        }
        found.sort();
        found
    }

    /// The environment that the program runs in, and nothing else.
    pub fn environment(&self) -> Vec<(String, String)> {
        let folder = |name: &str| self.path(name).to_string_lossy().into_owned();
        let pairs = [
            ("HOME", folder("home")),
            ("XDG_CONFIG_HOME", folder("config")),
            ("XDG_DATA_HOME", folder("data")),
            ("XDG_STATE_HOME", folder("state")),
            ("TERM", "xterm-256color".into()),
            ("USER", "anna".into()),
            ("PATH", "/usr/bin:/bin".into()),
        ];
        pairs.map(|(key, value)| (key.to_owned(), value)).to_vec()
    }

    /// A command of the program in the folder `work`, with no terminal.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(args).env_clear().envs(self.environment()).current_dir(self.path("work")).stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    pub fn run(&self, args: &[&str]) -> Run {
        Run::of(self.command(args).output().unwrap())
    }
}

/// What a command did.
pub struct Run {
    /// Its exit code.
    pub code: i32,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

impl Run {
    /// From what the system says.
    pub fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// The name that a library keeps an article's record under, in the temporary folders.
pub fn in_library(article: &Path) -> String {
    format!("data/tagline/annotations/anna/files{}.ron", article.to_string_lossy())
}
