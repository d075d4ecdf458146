//! Where the text of an anchor stands in a text, told by what it says and by what stands beside it.

use memchr::memmem;

use crate::article::{Span, Text};

use super::boundary;
use super::fuzzy::{WORD, best_ends, reach, share};
use crate::annotation::item::Anchor;

/// Places with exactly the text of the anchor that are looked at closely.
const CLOSE: usize = 2048;

/// Places with exactly the text of the anchor that are looked at in all of a text; where there are more, only near the place
/// where it is expected.
const MANY: usize = 50_000;

/// How near that is, in bytes.
const WINDOW: u32 = 32_768;

/// Pairs of a head and a tail of a long text that are compared.
const PAIRS: usize = 12;

/// Bytes of text that are searched approximately; above, exactly only.
const FUZZY: usize = 2_000_000;

/// Code points of an anchor that are compared one by one; a longer one is told by its head and its tail.
const LONG: usize = 1000;

/// Code points beside a place in which the context may stand.
const BESIDE: usize = 48;

/// A place at which the text of an anchor may stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hit {
    /// The place, in bytes.
    pub(super) span: Span,
    /// How alike the text is: 1 for the same.
    pub(super) text: f64,
    /// How much of the text before the anchor stands before the place.
    before: f64,
    /// And after it.
    after: f64,
    /// How near it is to where it is expected: 1 for there, 0 for a whole text away.
    near: f64,
}

impl Hit {
    fn score(&self) -> f64 {
        (50.0 * self.text + 20.0 * self.before + 20.0 * self.after + 2.0 * self.near) / 92.0
    }

    fn context(&self) -> f64 {
        f64::midpoint(self.before, self.after)
    }
}

/// What is searched for, and where it is expected.
pub(super) struct Search<'a> {
    new: &'a Text,
    anchor: &'a Anchor,
    wanted: Vec<char>,
    /// Nearest character first.
    before: Vec<char>,
    after: Vec<char>,
    expected: u32,
}

impl<'a> Search<'a> {
    /// A search in `new`, where the anchor is expected at the byte `expected`.
    pub(super) fn new(new: &'a Text, anchor: &'a Anchor, expected: u32) -> Self {
        let head = |text: &str| text.chars().take(WORD).collect();
        let before = anchor.before.chars().rev().take(WORD).collect();
        Self { new, anchor, wanted: anchor.text.chars().collect(), before, after: head(&anchor.after), expected }
    }

    /// The best place, and whether it is beyond doubt. Places for which `taken` holds are left out.
    pub(super) fn best(&self, taken: impl Fn(Span) -> bool) -> Option<(Hit, bool)> {
        if self.wanted.iter().all(|char| char.is_whitespace()) {
            return None;
        }
        let (places, all) = self.exact(&taken);
        let mut hits: Vec<Hit> = places.into_iter().map(|span| self.weigh(span, 1.0)).collect();
        hits.sort_by(|a, b| b.score().total_cmp(&a.score()));
        if let Some(best) = hits.first() {
            let margin = hits.get(1).map_or(1.0, |second| best.score() - second.score());
            let certain = all && self.is_certain(best, margin);
            return Some((*best, certain && !self.has_rival(best.span, &taken)));
        }
        self.alike(&taken).max_by(|a, b| a.score().total_cmp(&b.score())).map(|hit| (hit, false))
    }

    /// Places with nearly the text and a part of the context.
    fn alike(&self, taken: &impl Fn(Span) -> bool) -> impl Iterator<Item = Hit> {
        self.approximate().into_iter().filter(|hit| !taken(hit.span) && hit.text >= 0.6 && hit.before.max(hit.after) >= 0.4)
    }

    /// Whether another place is so alike that it may be the one, edited, and this one a copy of it.
    fn has_rival(&self, place: Span, taken: &impl Fn(Span) -> bool) -> bool {
        self.alike(taken).any(|hit| !hit.span.overlaps(place) && hit.context() >= 0.5)
    }

    fn is_certain(&self, best: &Hit, margin: f64) -> bool {
        let length = self.wanted.len();
        let told_by_context = length >= 12 && best.context() >= 0.85 && margin >= 0.02;
        let told_by_text = length >= 20 && best.context() >= 0.5 && margin >= 0.1;
        told_by_context || told_by_text || best.span.start == self.expected && self.is_untouched(best) && margin >= 0.02
    }

    /// Whether the whole context stands beside the place, on both sides.
    fn is_untouched(&self, hit: &Hit) -> bool {
        hit.context() >= 1.0 && self.before.len() >= WORD / 4 && self.after.len() >= WORD / 4
    }

    /// The places that hold exactly the text of the anchor, and whether these are all; else those nearest to where it
    /// is expected.
    fn exact(&self, taken: &impl Fn(Span) -> bool) -> (Vec<Span>, bool) {
        let from = |window: Span| {
            let found = memmem::find_iter(self.new.slice(window).as_bytes(), self.anchor.text.as_bytes());
            let length = u32::try_from(self.anchor.text.len()).unwrap_or(u32::MAX);
            found.filter_map(move |at| window.start.checked_add(u32::try_from(at).ok()?)).map(move |start| Span { start, end: start.saturating_add(length) })
        };
        let few = from(self.new.span()).nth(MANY).is_none();
        let window = if few { self.new.span() } else { self.around_expected() };
        let mut places: Vec<Span> = from(window).filter(|place| self.cuts_no_word(*place) && !taken(*place)).collect();
        let all = few && places.len() <= CLOSE;
        if places.len() > CLOSE {
            places.select_nth_unstable_by_key(CLOSE, |place| place.start.abs_diff(self.expected));
            places.truncate(CLOSE);
        }
        (places, all)
    }

    fn around_expected(&self) -> Span {
        let (start, end) = (self.expected.saturating_sub(WINDOW), self.expected.saturating_add(WINDOW));
        Span { start: boundary(self.new, start), end: boundary(self.new, end) }
    }

    /// Whether a place does not begin or end inside a word, as far as the anchor did not.
    fn cuts_no_word(&self, place: Span) -> bool {
        let cut = |left: Option<char>, right: Option<char>| left.is_some_and(char::is_alphanumeric) && right.is_some_and(char::is_alphanumeric);
        let first = self.wanted.first().copied();
        let last = self.wanted.last().copied();
        let left = self.new.slice(Span { start: 0, end: place.start }).chars().next_back();
        let right = self.new.slice(Span { start: place.end, end: self.new.len() }).chars().next();
        (!cut(left, first) || cut(self.before.first().copied(), first)) && (!cut(last, right) || cut(last, self.after.first().copied()))
    }

    fn weigh(&self, span: Span, text: f64) -> Hit {
        let all = self.new.as_str();
        let left = all.get(..span.start as usize).unwrap_or_default();
        let right = all.get(span.end as usize..).unwrap_or_default();
        let before = if left.ends_with(&self.anchor.before) { whole(&self.before) } else { share(&self.before, left.chars().rev().take(BESIDE)) };
        let after = if right.starts_with(&self.anchor.after) { whole(&self.after) } else { share(&self.after, right.chars().take(BESIDE)) };
        let near = 1.0 - span.start.abs_diff(self.expected) as f64 / f64::from(self.new.len().max(1));
        Hit { span, text, before, after, near }
    }

    fn approximate(&self) -> Vec<Hit> {
        let text = self.new.as_str();
        if text.len() > FUZZY {
            return Vec::new();
        }
        let head = self.wanted.get(..WORD).unwrap_or(&self.wanted);
        if self.wanted.len() <= WORD {
            let ends = best_ends(head, text, head.len() / 2);
            return ends.into_iter().filter_map(|end| self.rated(self.start_before(head, end.at)?, end.at)).collect();
        }
        let tail = self.wanted.get(self.wanted.len() - WORD..).unwrap_or_default();
        let tails = best_ends(tail, text, WORD * 2 / 5);
        let heads = best_ends(head, text, WORD * 2 / 5);
        let starts = heads.iter().filter_map(|end| self.start_before(head, end.at));
        let fits = |start: usize, end: usize| end > start && (self.anchor.text.len() / 2..=self.anchor.text.len() * 3 / 2).contains(&(end - start));
        let pairs = starts.flat_map(|start| tails.iter().filter(move |tail| fits(start, tail.at)).map(move |tail| (start, tail.at)));
        pairs.take(PAIRS).filter_map(|(start, end)| self.rated(start, end)).collect()
    }

    /// Where a pattern begins that ends at the byte `end`.
    fn start_before(&self, pattern: &[char], end: usize) -> Option<usize> {
        let head = self.new.as_str().get(..end)?;
        let reversed: Vec<char> = pattern.iter().rev().copied().collect();
        let (_, taken) = reach(&reversed, head.chars().rev().take(pattern.len() * 2));
        head.char_indices().rev().nth(taken.checked_sub(1)?).map(|(at, _)| at)
    }

    /// The place from `start` to `end`, widened to whole words, and how alike it is.
    fn rated(&self, start: usize, end: usize) -> Option<Hit> {
        let span = widened(self.new.as_str(), start, end)?;
        let found: Vec<char> = self.new.slice(span).chars().collect();
        let longer = found.len().max(self.wanted.len());
        let alike = if longer <= LONG {
            // Reaching to the end: what stands there beyond the pattern counts as errors.
            let (errors, taken) = reach(&self.wanted, found.iter().copied());
            1.0 - (errors + found.len() - taken) as f64 / longer as f64
        } else {
            let head = self.wanted.get(..WORD)?;
            let tail: Vec<char> = self.wanted.iter().rev().take(WORD).copied().collect();
            f64::midpoint(share(head, found.iter().copied().take(WORD * 2)), share(&tail, found.iter().rev().copied().take(WORD * 2)))
        };
        // Never called the same text: such places are found by the exact search.
        Some(self.weigh(span, alike.clamp(0.0, 0.99)))
    }
}

/// 1 for a context that is there to be compared, 0 for none.
fn whole(context: &[char]) -> f64 {
    f64::from(u8::from(!context.is_empty()))
}

/// A stretch without white space at its ends that cuts no word; `None` when nothing is left.
fn widened(text: &str, start: usize, end: usize) -> Option<Span> {
    let raw = text.get(start..end)?;
    let from = start + raw.len() - raw.trim_start().len();
    let to = from + raw.trim().len();
    let inner = text.get(from..to).filter(|inner| !inner.is_empty())?;
    let word = |char: &char| char.is_alphanumeric();
    let cut = |edge: Option<char>, beside: Option<char>| edge.is_some_and(|char| word(&char)) && beside.is_some_and(|char| word(&char));
    let (left, right) = (text.get(..from)?, text.get(to..)?);
    let grow = |chars: &mut dyn Iterator<Item = char>| chars.take(WORD / 2).take_while(word).map(char::len_utf8).sum::<usize>();
    let by_left = if cut(inner.chars().next(), left.chars().next_back()) { grow(&mut left.chars().rev()) } else { 0 };
    let by_right = if cut(inner.chars().next_back(), right.chars().next()) { grow(&mut right.chars()) } else { 0 };
    Some(Span { start: u32::try_from(from - by_left).ok()?, end: u32::try_from(to + by_right).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor(text: &str, before: &str, after: &str) -> Anchor {
        Anchor { start: 0, end: 0, text: text.into(), before: before.into(), after: after.into() }
    }

    fn found(new: &str, anchor: &Anchor) -> Option<(String, bool)> {
        let new = Text::new(new);
        Search::new(&new, anchor, 0).best(|_| false).map(|(hit, certain)| (new.slice(hit.span).to_owned(), certain))
    }

    #[test]
    fn a_text_of_its_own_in_its_context_is_certain() {
        let wanted = anchor("the harbour strike", "They talked of ", " for hours.");
        assert_eq!(found("Now they talked of the harbour strike for hours.", &wanted), Some(("the harbour strike".into(), true)));
    }

    #[test]
    fn the_same_text_in_another_context_is_a_proposal() {
        let wanted = anchor("harbour strike", "They talked of the ", " for hours.");
        assert_eq!(found("A harbour strike is no longer expected.", &wanted), Some(("harbour strike".into(), false)));
    }

    #[test]
    fn twice_the_same_in_the_same_context_is_a_proposal() {
        let wanted = anchor("the harbour strike", "They talked of ", " for hours.");
        let twice = "They talked of the harbour strike for hours. They talked of the harbour strike for hours.";
        assert_eq!(found(twice, &wanted).map(|found| found.1), Some(false));
    }

    #[test]
    fn a_changed_text_is_found_as_whole_words() {
        let wanted = anchor("the harbour strikes", "They talked of ", " for hours.");
        assert_eq!(found("They talked of the harbor strikes for hours.", &wanted), Some(("the harbor strikes".into(), false)));
        let long = "the dockers at the gate of Port Selden have been waiting since Monday for a contract that nobody has signed";
        let wanted = anchor(long, "He said ", " yet.");
        let new = format!("He said {} yet.", long.replace("waiting", "standing there").replace("nobody", "no one"));
        assert_eq!(found(&new, &wanted).map(|found| found.0.len()), Some(new.len() - 13));
    }

    #[test]
    fn a_part_of_another_word_is_no_hit() {
        let wanted = anchor("of 9", "after a day ", ".");
        assert_eq!(found("after a day of 91.", &wanted).map(|found| found.1), Some(false));
        assert_eq!(found("after a day of 91.", &anchor("of 9", "after a day ", "1.")).map(|found| found.0), Some("of 9".into()));
    }

    #[test]
    fn of_very_many_places_the_near_ones_are_proposed() {
        let new = Text::new("no ".repeat(MANY * 2));
        let (wanted, expected) = (anchor("no", "no ", " no"), 150_000);
        let (hit, certain) = Search::new(&new, &wanted, expected).best(|_| false).unwrap();
        assert!(!certain && hit.span.start.abs_diff(expected) < 3, "{hit:?}");
    }

    #[test]
    fn nothing_alike_is_nothing() {
        assert_eq!(found("Ilse Brandt left.", &anchor("the harbour strike", "They talked of ", " for hours.")), None);
        assert_eq!(found("a b", &anchor(" ", "a", "b")), None);
    }
}
