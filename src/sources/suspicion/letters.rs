//! Letters that look like letters of another script.

/// A script whose letters have doubles in another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Greek,
    /// A combining mark: part of the word, of no script.
    Mark,
}

/// Cyrillic letters that look like Latin ones.
const CYRILLIC_DOUBLES: &str = "аеорсухіјѕһԁԛԝӏёїАВЕКМНОРСТХУІЈЅԚԜӀЁЇ";

/// Latin letters that look like Cyrillic ones.
const LATIN_DOUBLES: &str = "aeopcyxijshëïkABEKMHOPCTXYIJSËÏ";

/// Greek letters that look like Latin ones.
const GREEK_DOUBLES: &str = "ονραυικγΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";

/// Latin letters that look like Greek ones.
const LATIN_GREEK_DOUBLES: &str = "ovpauikyABEZHIKMNOPTYX";

/// The script of a letter; `None` for what ends a word here, letters of all other scripts among it.
pub(super) fn script(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' => Some(Script::Latin),
        '\0'..='\u{bf}' | '\u{d7}' | '\u{f7}' => None,
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(Script::Latin),
        '\u{300}'..='\u{36f}' => Some(Script::Mark),
        '\u{37e}' | '\u{387}' | '\u{3f6}' | '\u{482}' => None,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Script::Greek),
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{a640}'..='\u{a69f}' => Some(Script::Cyrillic),
        _ => None,
    }
}

/// The letters of a word that belong to one script.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    letters: usize,
    doubles: usize,
    capitals: usize,
}

impl Share {
    fn of(word: &str, wanted: Script, doubles: &str) -> Self {
        word.chars().filter(|c| script(*c) == Some(wanted)).fold(Self::default(), |share, c| Self {
            letters: share.letters + 1,
            doubles: share.doubles + usize::from(doubles.contains(c)),
            capitals: share.capitals + usize::from(c.is_uppercase()),
        })
    }

    /// Whether all of them could be taken for letters of the other script.
    fn deceives(self) -> bool {
        self.letters == self.doubles
    }
}

/// Whether a word mixes letters that look alike, and whose letters are the foreign ones in it.
pub(super) fn mixture(word: &str) -> Option<Script> {
    let mut scripts = word.chars().filter_map(script).filter(|script| *script != Script::Mark);
    let first = scripts.next()?;
    let second = scripts.find(|script| *script != first)?;
    match (first, second) {
        (Script::Latin, other) | (other, Script::Latin) => with_latin(word, other),
        _ => None,
    }
}

fn with_latin(word: &str, other: Script) -> Option<Script> {
    let (doubles, latin_doubles) = if other == Script::Greek { (GREEK_DOUBLES, LATIN_GREEK_DOUBLES) } else { (CYRILLIC_DOUBLES, LATIN_DOUBLES) };
    let theirs = Share::of(word, other, doubles);
    let latin = Share::of(word, Script::Latin, latin_doubles);
    let (theirs_deceive, latin_deceives) = if other == Script::Greek {
        // Names of substances, units and formulas: TNFα, ρgh, ΔT.
        let usual = theirs.capitals == 0 && latin.letters - latin.capitals < 3;
        (theirs.deceives() && !usual, latin.deceives() && theirs.letters >= 3)
    } else {
        let usual = is_inflected_acronym(word, latin);
        (theirs.deceives() && !usual, latin.deceives() && !usual)
    };
    if theirs_deceive && (theirs.letters <= latin.letters || !latin_deceives) { Some(other) } else { latin_deceives.then_some(Script::Latin) }
}

/// A Latin acronym with a Cyrillic ending, such as `SMSка`.
fn is_inflected_acronym(word: &str, latin: Share) -> bool {
    let capitals = word.chars().take_while(char::is_ascii_uppercase).count();
    capitals >= 2 && capitals == latin.letters && word.chars().skip(capitals).all(char::is_lowercase)
}

/// A letter or digit of a script that knows no joiners and sets spaces between words.
pub(super) fn is_plain_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '\u{c0}'..='\u{24f}' | '\u{300}'..='\u{5ff}' | '\u{10a0}'..='\u{10ff}' | '\u{1e00}'..='\u{1fff}') && c.is_alphanumeric()
}

/// Letters of scripts in which a joiner changes the shape: Arabic and its neighbours, Indic scripts, Mongolian.
pub(super) fn is_joiner_script(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{1b00}'..='\u{1bff}' | '\u{a800}'..='\u{aaff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10a00}'..='\u{11fff}')
}

/// Signs that joiners and selectors make emoji of.
pub(super) fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2190}'..='\u{2bff}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '©' | '®' | '\u{fe0f}' | '\u{20e3}' | '\u{e0020}'..='\u{e007f}')
}

/// Han characters, of which selectors choose a form.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}
