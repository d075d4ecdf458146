//! `tagline config`: where the settings are, whether they are right, what the defaults are.

use super::{Failure, Output};
use crate::article::printable;
use crate::config::{Keymap, example};
use crate::library::{Home, read_gazetteers};

/// Show where your settings are, check them, or print the default ones
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tagline config --default > \"$(tagline config --path)\"\n  tagline config --check")]
#[group(required = true, multiple = false)]
pub(super) struct Config {
    /// Print the path of your settings file
    #[arg(long)]
    path: bool,
    /// Check your settings, the project's, and its gazetteers; exit code 1 when something is wrong
    #[arg(long)]
    check: bool,
    /// Print the complete, commented default settings
    #[arg(long)]
    default: bool,
}

impl Config {
    pub(super) fn run(&self, output: &mut Output) -> Result<i32, Failure> {
        let folders = super::folders()?;
        let file = folders.config_file();
        if self.default {
            return output.text(&example()).map(|()| 0);
        }
        if self.path {
            return output.line(&printable(&file.to_string_lossy())).map(|()| 0);
        }
        let source = crate::sources::read_regular_text(&file).unwrap_or_default();
        let (settings, own) = super::settings(&folders);
        let home = Home::find(std::path::Path::new("."), None, &folders)?;
        let project = crate::sources::read_regular_text(&home.root.join("tagline.ron")).unwrap_or_default();
        let (keymap, keys) = Keymap::new(&settings.keys, &home.project.codebook, &settings.translation);
        let mut found = 0;
        for (diagnostic, source) in own.iter().chain(&keys).map(|one| (one, &source)).chain(home.diagnostics.iter().map(|one| (one, &project))) {
            output.line(&diagnostic.render(source))?;
            found += 1;
        }
        for diagnostic in read_gazetteers(&home).1 {
            output.line(&format!("error: {diagnostic}"))?;
            found += 1;
        }
        if let Err(conflicts) = keymap {
            output.line(&format!("error: {conflicts}"))?;
            found += 1;
        }
        if found == 0 {
            let shown = printable(&file.to_string_lossy());
            output.line(&if file.exists() { format!("{shown}: all is well") } else { format!("{shown} does not exist; the defaults hold") })?;
        }
        Ok(i32::from(found > 0))
    }
}
