//! The undo history of one article: a file of lines to which every move is appended.
//!
//! A history belongs to one state of one record. So each save leaves a line with the hash of the record's bytes, and
//! what is read back ends at the last such line that names the record as it is now.
//!
//! ```text
//! 5f1c09ae Do(title: "actor on Iran", changes: […], place: (94, 98), at: "…")
//! 90b3d2f7 Undo
//! e2a07c41 Saved(sha256: "9f0c…")      ◀── the record on disk: the history ends here
//! 41d8860b Do(…)                       ◀── never reached the record: not replayed
//! 7c2e13f0 Do(tit                      ◀── torn: its checksum fails
//! ```
//!
//! Each line begins with a checksum of the rest. Spans are bytes here, not code points as in records: the file stays on
//! one machine, beside a text whose hash has been checked.

mod line;

use crate::annotation::{History, Move};
use crate::article::sha256;

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// What was done.
    Move(Move),
    /// The record was saved with all moves before this line.
    Saved {
        /// SHA-256 of the record's bytes, in lower-case hexadecimal.
        sha256: String,
    },
}

/// A line for the end of the file, line break included.
#[must_use]
pub(super) fn encode(line: &Line) -> String {
    let body = line::print(line);
    format!("{} {body}\n", checksum(&body))
}

/// The history that belongs to the record whose bytes have the hash `record_sha256`; empty without one.
///
/// Reading stops at the first damaged line, and at the last [`Line::Saved`] that names the record: the history must
/// never be applied to a record it does not belong to.
#[must_use]
pub(super) fn decode(source: &str, record_sha256: Option<&str>) -> History {
    let mut history = History::default();
    for (line, _) in belonging(source, record_sha256).0 {
        if let Line::Move(step) = line {
            history.replay(step);
        }
    }
    history
}

/// How many bytes of `source` [`decode`] makes use of. The file must be cut there before anything is appended: a move
/// that never reached the record would otherwise be replayed the next time, and a torn line would hide all after it.
#[must_use]
pub(super) fn kept(source: &str, record_sha256: Option<&str>) -> usize {
    belonging(source, record_sha256).1
}

/// The lines that belong to the record, and the bytes they take.
fn belonging(source: &str, record_sha256: Option<&str>) -> (Vec<(Line, usize)>, usize) {
    let Some(record) = record_sha256 else { return (Vec::new(), 0) };
    let mut end = 0;
    let sound = source.split_inclusive('\n').map_while(|raw| {
        end += raw.len();
        Some((parse(raw)?, end))
    });
    let mut lines: Vec<(Line, usize)> = sound.collect();
    let last = lines.iter().rposition(|(line, _)| matches!(line, Line::Saved { sha256 } if sha256 == record));
    lines.truncate(last.map_or(0, |at| at + 1));
    let bytes = lines.last().map_or(0, |(_, end)| *end);
    (lines, bytes)
}

/// A whole, undamaged line.
fn parse(raw: &str) -> Option<Line> {
    let (sum, body) = raw.strip_suffix('\n')?.split_once(' ')?;
    if sum != checksum(body) {
        return None;
    }
    line::parse(body)
}

/// The first eight hexadecimal digits of the SHA-256.
fn checksum(body: &str) -> String {
    sha256(body.as_bytes()).chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::super::hostile;
    use super::*;
    use crate::annotation::{Annotation, Change, Origin, Relation, Step, WorkState};
    use crate::article::Span;
    use jiff::Timestamp;
    use proptest::prelude::*;
    use std::sync::Arc;

    const HASH: &str = "9f0c";

    fn saved(sha256: &str) -> Line {
        Line::Saved { sha256: sha256.into() }
    }

    fn step(n: u32) -> Line {
        let annotation =
            Annotation::new(format!("{n}").as_str().into(), "actor".into(), vec![Span { start: n, end: n + 4 }], Origin::Human, Timestamp::UNIX_EPOCH);
        let place = Span { start: n, end: n };
        Line::Move(Move::Do(Step { title: format!("step {n}"), changes: vec![Change::add(annotation)], place, at: Timestamp::UNIX_EPOCH }))
    }

    fn file(lines: &[Line]) -> String {
        lines.iter().map(encode).collect()
    }

    fn titles(source: &str, record: Option<&str>) -> Vec<String> {
        decode(source, record).done().iter().map(|step| step.title.clone()).collect()
    }

    #[test]
    fn a_line_is_short_and_readable() {
        assert_eq!(encode(&Line::Move(Move::Undo(Vec::new()))).split_once(' ').unwrap().1, "Undo(changes:[])\n");
        assert_eq!(encode(&saved("9f0c")).split_once(' ').unwrap().1, "Saved(sha256:\"9f0c\")\n");
    }

    #[test]
    fn only_what_the_record_holds_is_replayed() {
        let source = file(&[step(1), saved("0000"), step(2), Line::Move(Move::Undo(Vec::new())), Line::Move(Move::Redo(Vec::new())), saved(HASH), step(3)]);
        assert_eq!(titles(&source, Some(HASH)), ["step 1", "step 2"]);
        assert_eq!(titles(&source, Some("0000")), ["step 1"]);
        assert_eq!(titles(&source, Some("ffff")), [""; 0]);
        assert_eq!(titles(&source, None), [""; 0]);
    }

    #[test]
    fn a_file_cut_to_what_is_kept_goes_on_rightly() {
        let mut source = file(&[step(1), saved(HASH), step(2)]) + "0123 Do(ti";
        source.truncate(kept(&source, Some(HASH)));
        source += &file(&[step(3), saved("0001")]);
        assert_eq!(titles(&source, Some("0001")), ["step 1", "step 3"]);
        assert_eq!(kept(&source, None), 0);
    }

    #[test]
    fn a_damaged_line_ends_the_history() {
        let source = file(&[step(1), saved(HASH), step(2), saved(HASH)]);
        assert_eq!(titles(&source, Some(HASH)), ["step 1", "step 2"]);
        assert_eq!(titles(&source.replacen("step 2", "step 9", 1), Some(HASH)), ["step 1"]);
        assert_eq!(titles(source.trim_end(), Some(HASH)), ["step 1"]);
    }

    fn change() -> impl Strategy<Value = Change> {
        let annotation = || prop::option::of(hostile::annotation(hostile::any_span()).prop_map(Arc::new));
        let relation = || prop::option::of(hostile::relation().prop_map(Arc::<Relation>::new));
        prop_oneof![
            (annotation(), annotation()).prop_map(|(before, after)| Change::Annotation { before, after }),
            (relation(), relation()).prop_map(|(before, after)| Change::Relation { before, after }),
            Just(Change::State { before: WorkState::InProgress, after: WorkState::Done }),
        ]
    }

    fn any_line() -> impl Strategy<Value = Line> {
        let step = (hostile::string(), prop::collection::vec(change(), 0..3), hostile::any_span(), hostile::time());
        prop_oneof![
            4 => step.prop_map(|(title, changes, place, at)| Line::Move(Move::Do(Step { title, changes, place, at }))),
            1 => prop::collection::vec(change(), 0..2).prop_map(|changes| Line::Move(Move::Undo(changes))),
            1 => prop::collection::vec(change(), 0..2).prop_map(|changes| Line::Move(Move::Redo(changes))),
            1 => hostile::string().prop_map(|sha256| Line::Saved { sha256 }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn every_line_survives(line in any_line()) {
            let encoded = encode(&line);
            prop_assert_eq!(encoded.matches('\n').count(), 1);
            prop_assert_eq!(parse(&encoded), Some(line));
        }

        #[test]
        fn a_damaged_file_gives_only_steps_that_were_there(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = file(&[step(1), step(2), saved(HASH)]).into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let titles = titles(&String::from_utf8_lossy(&bytes), Some(HASH));
            prop_assert!(titles.is_empty() || titles == ["step 1", "step 2"]);
        }
    }
}
