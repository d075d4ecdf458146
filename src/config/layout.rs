//! Keyboards of other scripts: which key of a US keyboard lies where a character was typed.
//!
//! A reader who works in Russian presses `ф` where `a` lies, and means `a`. Only characters that a US keyboard does not
//! have are translated: `.` is `.` wherever it lies.

/// A keyboard layout that is not Latin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its name in `config.ron`.
    pub name: &'static str,
    /// What its keys type, row by row; a space where the key types something that a US keyboard has.
    native: &'static [&'static str],
    /// What the same keys type on a US keyboard.
    us: &'static [&'static str],
}

const LETTERS: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const CAPITALS: &str = "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~";
const DIGITS: &str = "0123456789";

/// The layout that translates nothing.
const LATIN: Layout = Layout { name: "latin", native: &[], us: &[] };

const LAYOUTS: &[Layout] = &[
    LATIN,
    Layout {
        name: "russian", native: &["йцукенгшщзхъфывапролджэячсмитьбюё", "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ", "№"], us: &[LETTERS, CAPITALS, "#"]
    },
    Layout {
        name: "ukrainian", native: &["йцукенгшщзхїфівапролджєячсмитьбюʼ", "ЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄЯЧСМИТЬБЮ₴", "ґҐ№"], us: &[LETTERS, CAPITALS, "\\|#"]
    },
    Layout {
        name: "greek",
        native: &[" ςερτυθιοπ  ασδφγηξκλ΄ ζχψωβνμ   ", "  ΕΡΤΥΘΙΟΠ  ΑΣΔΦΓΗΞΚΛ¨ ΖΧΨΩΒΝΜ   ", "άέήίόύώϊϋΆΈΉΊΌΎΏ"],
        us: &[LETTERS, CAPITALS, "aehioyviyAEHIOYV"],
    },
    // Shift gives Latin capitals.
    Layout { name: "hebrew", native: &["  קראטוןםפ  שדגכעיחלךף זסבהנמצתץ "], us: &[LETTERS] },
    // The key of `b` types two letters, lam and alef.
    Layout {
        name: "arabic",
        native: &[
            "ضصثقفغعهخحجدشسيبلاتنمكطئءؤر ىةوزذ",
            "\u{64e}\u{64b}\u{64f}\u{64c} إ‘÷×؛  \u{650}\u{64d}   أـ،    \u{652}   آ’  \u{651}",
            "ظ؟",
            "٠١٢٣٤٥٦٧٨٩",
            "۰۱۲۳۴۵۶۷۸۹",
        ],
        us: &[LETTERS, CAPITALS, "/?", DIGITS, DIGITS],
    },
];

impl Default for Layout {
    fn default() -> Self {
        LATIN
    }
}

impl Layout {
    /// The layouts built in; the first translates nothing.
    #[must_use]
    pub fn all() -> &'static [Self] {
        LAYOUTS
    }

    /// The layout of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        LAYOUTS.iter().find(|layout| layout.name == name).copied()
    }

    /// What the key that types `c` types on a US keyboard.
    #[must_use]
    pub fn us(&self, c: char) -> Option<char> {
        if c.is_ascii() {
            return None;
        }
        self.pairs().find(|(native, _)| *native == c).map(|(_, us)| us)
    }

    fn pairs(&self) -> impl Iterator<Item = (char, char)> {
        self.native.iter().zip(self.us).flat_map(|(native, us)| native.chars().zip(us.chars())).filter(|(native, _)| *native != ' ')
    }
}

/// How typed characters become keys: a layout, and the user's own pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Translation {
    /// The layout: counts for a character that is no key itself.
    pub layout: Layout,
    /// What was typed and what it means; counts before anything else, so that it can move a key that has a meaning.
    pub pairs: Vec<(char, char)>,
}

impl Translation {
    /// What the user's own pairs say.
    #[must_use]
    pub fn own(&self, c: char) -> Option<char> {
        self.pairs.iter().find(|(typed, _)| *typed == c).map(|(_, meant)| *meant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_whole() {
        for layout in Layout::all() {
            for (native, us) in layout.native.iter().zip(layout.us) {
                assert_eq!(native.chars().count(), us.chars().count(), "{}: {native}", layout.name);
            }
            assert_eq!(layout.native.len(), layout.us.len());
            for (native, us) in layout.pairs() {
                assert!(!native.is_ascii() && us.is_ascii(), "{}: {native}", layout.name);
                assert_eq!(layout.us(native), Some(us), "{}: {native} stands twice", layout.name);
            }
        }
    }

    #[test]
    fn characters_are_keys_of_the_same_place() {
        let us = |layout: &str, c| Layout::from_name(layout).unwrap().us(c);
        for (layout, native, meant) in [
            ("russian", 'ф', 'a'),
            ("russian", 'Е', 'T'),
            ("russian", 'ж', ';'),
            ("russian", 'Ю', '>'),
            ("ukrainian", 'і', 's'),
            ("ukrainian", 'Є', '"'),
            ("greek", 'α', 'a'),
            ("greek", 'Ω', 'V'),
            ("greek", 'μ', 'm'),
            ("hebrew", 'ש', 'a'),
            ("hebrew", 'ץ', '.'),
            ("arabic", 'ش', 'a'),
            ("arabic", 'ف', 't'),
            ("arabic", 'ة', 'm'),
            ("arabic", 'ز', '.'),
            ("arabic", '؟', '?'),
            ("arabic", '٣', '3'),
        ] {
            assert_eq!(us(layout, native), Some(meant), "{layout} {native}");
        }
        assert_eq!(us("russian", '.'), None);
        assert_eq!(us("latin", 'ф'), None);
        assert_eq!(Layout::from_name("klingon"), None);
    }
}
