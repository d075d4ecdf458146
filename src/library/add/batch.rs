//! How many stories came to what, in words.

use super::{News, Outcome};

/// How many stories came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// New articles.
    pub new: usize,
    /// Articles that were there already.
    pub same: usize,
    /// Articles that have changed and were left alone.
    pub changed: usize,
    /// Articles that have changed and took the new text.
    pub updated: usize,
    /// Stories and sources that could not be read.
    pub failed: usize,
    /// Files in folders that were left aside.
    pub skipped: usize,
}

impl Batch {
    /// Counts what happened.
    pub fn count(&mut self, news: &News) {
        match news {
            News::Flaw(_) => self.failed += 1,
            News::Notice(_) => {}
            News::Story { added, .. } => match added.outcome {
                Outcome::New(_) => self.new += 1,
                Outcome::Same(_) => self.same += 1,
                Outcome::Changed(_) => self.changed += 1,
                Outcome::Updated(_) => self.updated += 1,
                Outcome::Refused(_) => self.failed += 1,
            },
        }
    }

    /// In words: `added 312 articles, 5 were there already, 2 could not be read`.
    #[must_use]
    pub fn summary(&self, dry_run: bool) -> String {
        let (add, update) = if dry_run { ("would add", "would update") } else { ("added", "updated") };
        let mut parts = Vec::new();
        if self.new > 0 || self.updated == 0 {
            parts.push(format!("{add} {}", counted(self.new, "article", "articles")));
        }
        let mut part = |count: usize, text: String| {
            if count > 0 {
                parts.push(text);
            }
        };
        part(self.updated, format!("{update} {}", counted(self.updated, "article", "articles")));
        part(self.same, format!("{} there already", counted(self.same, "was", "were")));
        part(self.changed, format!("{} changed (take it with --update)", grouped(self.changed)));
        part(self.failed, format!("{} could not be read", grouped(self.failed)));
        part(self.skipped, format!("{} skipped", counted(self.skipped, "file", "files")));
        parts.join(", ")
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// A number with its thousands set apart: `12,345`.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let lead = digits.len() % 3;
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == lead {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_says_what_there_is_to_say() {
        let batch = Batch { new: 12_345, same: 5, changed: 1, failed: 2, ..Batch::default() };
        assert_eq!(batch.summary(false), "added 12,345 articles, 5 were there already, 1 changed (take it with --update), 2 could not be read");
        assert_eq!(Batch { same: 1, ..Batch::default() }.summary(false), "added 0 articles, 1 was there already");
        assert_eq!(Batch { updated: 1, skipped: 1, ..Batch::default() }.summary(true), "would update 1 article, 1 file skipped");
    }
}
