//! Making the folder of an article a project.

use std::path::Path;
use std::sync::Arc;

use super::{Done, Worker};
use crate::article::printable;
use crate::library::{Home, init};

impl<F: Fn(Done) + Clone + Send + 'static> Worker<F> {
    pub(super) fn init(&mut self, article: &Path) -> Done {
        self.save_due(true);
        if !self.due.is_empty() {
            return Done::Failed("no project was made: something is not saved yet".into());
        }
        self.saver.forget();
        let folder = article.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        match init(folder, &self.folders).and_then(|report| Ok((report, Home::find(article, None, &self.folders).map_err(std::io::Error::other)?))) {
            Ok((report, home)) => {
                let moved = match report.moved {
                    0 => String::new(),
                    1 => "; 1 record moved along".into(),
                    n => format!("; {n} records moved along"),
                };
                let file = printable(&report.file.to_string_lossy());
                Done::Inited(Arc::new(home), if report.existed { format!("{file} is there already{moved}") } else { format!("made {file}{moved}") })
            }
            Err(error) => Done::Failed(format!("no project could be made: {error}")),
        }
    }
}
