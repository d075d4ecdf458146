//! How alike two texts are: near-duplicates, such as one agency's copy in several papers.
//!
//! A text is the set S of its shingles, runs of four words. Two texts resemble each other by the share of shingles that
//! they have in common (Jaccard's coefficient):
//!
//! ```text
//!            |S(A) ∩ S(B)|
//! r(A, B) =  ─────────────
//!            |S(A) ∪ S(B)|
//! ```
//!
//! Of each text only a sketch is kept, the 16 least of its shingles' hashes. Texts of a high r have some of those in common,
//! others hardly ever any, so a sketch finds the few texts worth comparing in full. After A. Z. Broder, “On the resemblance
//! and containment of documents”, Compression and Complexity of Sequences 1997.

use std::num::NonZero;

/// Hashes in a sketch.
const SIZE: usize = 16;

/// Words in a shingle.
const WORDS: usize = 4;

/// Of how many hashes one must be shared for two texts to be compared: at r = 0.6 one in a thousand pairs is missed.
const ONE_IN: usize = 4;

/// The least hashes of a text's shingles, in order; places that a short text leaves free are at their maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sketch([u32; SIZE]);

impl Default for Sketch {
    fn default() -> Self {
        Self([u32::MAX; SIZE])
    }
}

impl Sketch {
    /// That of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut sketch = Self::default();
        shingles(text, |hash| sketch.take((hash >> 32) as u32));
        sketch
    }

    /// The one that [`hashes`](Self::hashes) were taken from.
    #[must_use]
    pub fn from_hashes(hashes: impl IntoIterator<Item = u32>) -> Self {
        let mut sketch = Self::default();
        hashes.into_iter().for_each(|hash| sketch.take(hash));
        sketch
    }

    /// Its hashes in order, without free places.
    pub fn hashes(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().copied().take_while(|hash| *hash != u32::MAX)
    }

    /// Whether two sketches have so much in common that their texts may well be alike.
    #[must_use]
    pub fn shares(&self, other: &Self) -> bool {
        let common = common(self.hashes(), other.hashes());
        common > 0 && common * ONE_IN >= self.hashes().count().min(other.hashes().count())
    }

    /// Puts a hash in its place if it is among the least.
    fn take(&mut self, hash: u32) {
        let [.., last] = &mut self.0;
        if hash >= *last || self.0.contains(&hash) {
            return;
        }
        let [.., last] = &mut self.0;
        *last = hash;
        self.0.sort_unstable();
    }
}

/// All shingles of a text, by hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shingles(Vec<u64>);

impl Shingles {
    /// Those of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut all = Vec::with_capacity(text.len() / 5);
        shingles(text, |hash| all.push(hash));
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// r of two texts, from 0 to 1. Two texts without a word have nothing in common.
    #[must_use]
    pub fn resemblance(&self, other: &Self) -> f64 {
        let common = common(self.0.iter().copied(), other.0.iter().copied());
        let all = NonZero::new(self.0.len() + other.0.len() - common);
        all.map_or(0.0, |all| common as f64 / all.get() as f64)
    }
}

/// How many items two sorted sequences without repetitions have in common.
fn common<T: Ord>(one: impl Iterator<Item = T>, other: impl Iterator<Item = T>) -> usize {
    let mut other = other.peekable();
    one.filter(|item| {
        while other.next_if(|there| there < item).is_some() {}
        other.peek() == Some(item)
    })
    .count()
}

/// Tells of each shingle of a text; a text of fewer words than one takes is one shingle by itself.
fn shingles(text: &str, mut each: impl FnMut(u64)) {
    let mut window = [0u64; WORDS];
    let mut count = 0usize;
    let hash = |[a, b, c, d]: [u64; WORDS]| mixed(a.wrapping_mul(3) ^ mixed(b.wrapping_mul(5) ^ mixed(c.wrapping_mul(7) ^ d)));
    words(text, |word| {
        window.rotate_left(1);
        let [.., last] = &mut window;
        *last = word;
        count += 1;
        if count >= WORDS {
            each(hash(window));
        }
    });
    if (1..WORDS).contains(&count) {
        each(hash(window));
    }
}

/// Tells of each word of a text by its hash: letters and digits in lower case. Where words are not set apart, as in Chinese,
/// each character is one.
fn words(text: &str, mut each: impl FnMut(u64)) {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let add = |hash: u64, c: char| (hash ^ u64::from(u32::from(c))).wrapping_mul(PRIME);
    let mut word = START;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            word = add(word, c.to_ascii_lowercase());
        } else if c.is_ascii() || !c.is_alphanumeric() {
            if word != START {
                each(word);
                word = START;
            }
        } else if is_word_alone(c) {
            if word != START {
                each(word);
                word = START;
            }
            each(add(START, c));
        } else {
            word = c.to_lowercase().fold(word, add);
        }
    }
    if word != START {
        each(word);
    }
}

/// Scripts without spaces between words: Thai and its neighbours, Burmese, Khmer, kana, Han.
fn is_word_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Every bit of the outcome depends on every bit of `n`.
fn mixed(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn resemblance(one: &str, other: &str) -> f64 {
        Shingles::of(one).resemblance(&Shingles::of(other))
    }

    const COPY: &str = "The dockers of Port Selden went out on Monday, and they will stay out until a new contract is signed, their union said. \
        The harbour authority put the loss at eleven million crowns and asked the government to step in before the weekend.";

    #[test]
    fn case_and_punctuation_do_not_count() {
        assert!((resemblance("Dockers, in PORT Selden: out!", "dockers in port selden — out") - 1.0).abs() < f64::EPSILON);
        assert!((resemblance("海港罢工进入第三周", "海港罢工进入第三周。") - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn an_agency_s_copy_with_another_first_line_is_alike() {
        let other = format!("PORT SELDEN (AP) — {COPY}");
        assert!(resemblance(COPY, &other) > 0.8);
        assert!(Sketch::of(COPY).shares(&Sketch::of(&other)));
        let unrelated = "Mountain villages waited for the thaw while the roads stayed closed and the post came by sledge once in a fortnight or so.";
        assert!(resemblance(COPY, unrelated) < 0.01);
        assert!(!Sketch::of(COPY).shares(&Sketch::of(unrelated)));
    }

    #[test]
    fn nothing_is_like_no_words() {
        assert!(resemblance("", "…").abs() < f64::EPSILON && !Sketch::of("").shares(&Sketch::of("")));
        assert!(Sketch::of("strike over").shares(&Sketch::of("Strike over!")));
    }

    proptest! {
        #[test]
        fn alike_is_symmetric_and_whole_for_the_same(one in "[a-d ]{1,200}", other in "[a-d ]{1,200}") {
            let there = resemblance(&one, &other);
            prop_assert!((there - resemblance(&other, &one)).abs() < f64::EPSILON);
            prop_assert!((0.0..=1.0).contains(&there));
            prop_assert_eq!(Sketch::of(&one).shares(&Sketch::of(&other)), Sketch::of(&other).shares(&Sketch::of(&one)));
            let words = one.split_whitespace().next().is_some();
            let whole = if words { 1.0 } else { 0.0 };
            prop_assert!((resemblance(&one, &one) - whole).abs() < f64::EPSILON);
            prop_assert_eq!(Sketch::of(&one).shares(&Sketch::of(&one)), words);
            prop_assert_eq!(Sketch::from_hashes(Sketch::of(&one).hashes()), Sketch::of(&one));
        }
    }
}
