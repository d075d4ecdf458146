//! The platform's folders for this program.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// Where the platform wants a program to keep its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// The user's settings.
    pub config: PathBuf,
    /// The user's library.
    pub data: PathBuf,
    /// Undo histories, reading places, rescued copies; nothing that is shared.
    pub state: PathBuf,
    /// What can be made again at any time.
    pub cache: PathBuf,
}

impl Folders {
    /// Those of this user; `None` when there is no home folder.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        let dirs = ProjectDirs::from("", "", "tagline")?;
        Some(Self {
            config: dirs.config_dir().to_owned(),
            data: dirs.data_dir().to_owned(),
            cache: dirs.cache_dir().to_owned(),
            state: dirs.state_dir().unwrap_or(dirs.data_local_dir()).to_owned(),
        })
    }

    /// All below one folder, which need not exist.
    #[must_use]
    pub fn below(folder: &Path) -> Self {
        Self { config: folder.join("config"), data: folder.join("data"), state: folder.join("state"), cache: folder.join("cache") }
    }

    /// The user's settings file.
    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.ron")
    }
}
