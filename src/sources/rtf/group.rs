//! What holds inside a group of Rich Text, and what its first word makes of it.

use encoding_rs::Encoding;

/// Where text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Text,
    Note,
    /// A text box: behind the paragraph in which it is anchored.
    Box,
    Title,
    Author,
    /// The table of fonts: only their character sets are looked at.
    Fonts,
    /// Nowhere.
    Nothing,
}

/// The state that a brace saves and its partner restores.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub target: Target,
    /// Bytes after `\u` that stand for it in old programs.
    pub fallback: usize,
    pub hidden: bool,
    pub deleted: bool,
    /// The encoding of its font; `None` is that of the document.
    pub encoding: Option<&'static Encoding>,
    /// Its parts are forms of one thing, of which the last is read.
    pub two_forms: bool,
    /// It begins with `\*`: not to be shown by those who do not know it.
    pub optional: bool,
}

impl Group {
    pub(super) fn new() -> Self {
        Self { target: Target::Text, fallback: 1, hidden: false, deleted: false, encoding: None, two_forms: false, optional: false }
    }

    /// The state inside a group that opens here.
    pub(super) fn inner(self) -> Self {
        let target = if self.two_forms { Target::Nothing } else { self.target };
        Self { target, two_forms: false, optional: false, ..self }
    }

    /// Makes of the group what its destination says. Returns whether the word is one.
    pub(super) fn enter(&mut self, word: &str) -> bool {
        match word {
            "fonttbl" => self.target = Target::Fonts,
            "footnote" if self.target == Target::Text => self.target = Target::Note,
            "title" | "author" if self.target == Target::Nothing => self.target = if word == "title" { Target::Title } else { Target::Author },
            "upr" => self.two_forms = true,
            "ud" => self.target = Target::Text,
            "shptxt" if self.target == Target::Text => self.target = Target::Box,
            "shpinst" | "shptxt" => {}
            "colortbl" | "stylesheet" | "info" | "pict" | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf"
            | "fldinst" | "nonshppict" | "sp" | "sn" | "sv" | "xe" | "tc" | "tcn" | "rxe" | "txe" | "annotation" | "atnid" | "atnauthor" | "listtext"
            | "pntext" | "pntxta" | "pntxtb" | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn" | "bkmkstart" | "bkmkend" | "template"
            | "filetbl" | "revtbl" | "objdata" => {
                self.target = Target::Nothing;
            }
            _ if self.optional => self.target = Target::Nothing,
            _ => return false,
        }
        self.optional = false;
        true
    }
}
