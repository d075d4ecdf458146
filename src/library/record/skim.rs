//! Takes RON apart without understanding it: a struct into its fields, a list into its items.
//!
//! One pass over the bytes that knows only brackets, strings and comments. It is what gives every item its place in
//! the file, keeps unknown ones verbatim, and is several times faster than having `ron` skip the lists. It need not
//! judge: each piece is handed to `ron` afterwards, so nothing passes that `ron` would refuse.

use super::place::Fault;

/// A value as it stands in the source, with the comments around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) raw: &'a str,
    /// The byte at which `raw` begins.
    pub(super) at: usize,
    /// The byte at which the value itself begins, after leading comments.
    pub(super) body: usize,
}

/// A field of a struct.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    pub(super) name: &'a str,
    pub(super) at: usize,
    pub(super) value: Piece<'a>,
}

/// The whole source as one piece.
pub(super) fn whole(source: &str) -> Piece<'_> {
    Piece { raw: source, at: 0, body: 0 }
}

/// The fields of the struct that `piece` of `source` is.
pub(super) fn fields<'a>(source: &'a str, piece: Piece<'a>) -> Result<Vec<Field<'a>>, Fault> {
    fields_with(source, piece, |_, _| None)
}

/// The same. `known` is asked for the length of each value, by the name of its field and where it begins, white space before it
/// counted: it may have read that value already.
pub(super) fn fields_with<'a>(source: &'a str, piece: Piece<'a>, mut known: impl FnMut(&'a str, usize) -> Option<usize>) -> Result<Vec<Field<'a>>, Fault> {
    Skimmer::over(source, piece).sequence(b'(', b')', |skimmer, _| {
        let at = skimmer.at;
        let name = skimmer.word();
        if name.is_empty() {
            return Err(skimmer.fault("the name of a field is expected here"));
        }
        skimmer.blank()?;
        skimmer.expect(b':')?;
        let value = match known(name, skimmer.at) {
            Some(length) => skimmer.known(length),
            None => skimmer.value(skimmer.at)?,
        };
        Ok(Field { name, at, value })
    })
}

/// The value of a field of the struct that `piece` of `source` is; what comes after it is not looked at.
pub(super) fn field<'a>(source: &'a str, piece: Piece<'a>, name: &str) -> Option<Piece<'a>> {
    let mut skimmer = Skimmer::over(source, piece);
    skimmer.blank().ok()?;
    skimmer.expect(b'(').ok()?;
    loop {
        skimmer.blank().ok()?;
        let found = skimmer.word();
        skimmer.blank().ok()?;
        skimmer.expect(b':').ok()?;
        let value = skimmer.value(skimmer.at).ok()?;
        if found == name {
            return Some(value);
        }
        skimmer.expect(b',').ok()?;
    }
}

/// The items of the list that `piece` of `source` is.
pub(super) fn items<'a>(source: &'a str, piece: Piece<'a>) -> Result<Vec<Piece<'a>>, Fault> {
    Skimmer::over(source, piece).sequence(b'[', b']', Skimmer::value)
}

/// The first character of a value, after the comments before it.
pub(super) fn first_char(raw: &str) -> Option<char> {
    let mut skimmer = Skimmer { source: raw, at: 0 };
    skimmer.blank().ok()?;
    skimmer.rest().chars().next()
}

struct Skimmer<'a> {
    source: &'a str,
    at: usize,
}

impl<'a> Skimmer<'a> {
    fn over(source: &'a str, piece: Piece<'a>) -> Self {
        Self { source: source.get(..piece.at + piece.raw.len()).unwrap_or(source), at: piece.body }
    }

    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn bytes(&self) -> &'a [u8] {
        self.source.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.at).copied()
    }

    fn fault(&self, message: &str) -> Fault {
        Fault::new(self.at, message)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.eat(byte) {
            return Ok(());
        }
        let found = self.rest().chars().next().map_or("the end of the file".into(), |found| format!("`{found}`"));
        Err(Fault::new(self.at, format!("`{}` is expected here, not {found}", char::from(byte))))
    }

    /// Elements between brackets, separated by commas; nothing may follow. `each` gets the byte at which the white
    /// space and comments before its element begin.
    fn sequence<T>(&mut self, open: u8, close: u8, mut each: impl FnMut(&mut Self, usize) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        self.blank()?;
        self.expect(open)?;
        let mut elements = Vec::new();
        loop {
            let start = self.at;
            self.blank()?;
            if self.eat(close) {
                break;
            }
            elements.push(each(self, start)?);
            if !self.eat(b',') {
                self.expect(close)?;
                break;
            }
        }
        self.blank()?;
        if self.rest().is_empty() { Ok(elements) } else { Err(self.fault("nothing is expected after the end")) }
    }

    /// Up to the comma or bracket that ends the value. A line comment at its end keeps its line break: without it, the
    /// comment would swallow whatever is written behind it.
    fn value(&mut self, start: usize) -> Result<Piece<'a>, Fault> {
        self.at = start;
        self.blank()?;
        let body = self.at;
        let mut open: Vec<(u8, usize)> = Vec::new();
        let mut keep = body;
        while let Some(byte) = self.peek() {
            match byte {
                b',' | b')' | b']' | b'}' if open.is_empty() => break,
                b'(' => self.open(&mut open, b')'),
                b'[' => self.open(&mut open, b']'),
                b'{' => self.open(&mut open, b'}'),
                b')' | b']' | b'}' => self.close(&mut open, byte)?,
                b'"' | b'\'' => self.string(byte)?,
                b'/' => {
                    if !self.comment()? {
                        self.at += 1;
                    } else if self.source.as_bytes().get(self.at - 1) == Some(&b'\n') {
                        keep = self.at;
                    }
                }
                _ if is_word(byte) => self.word_or_raw_string()?,
                _ => self.at += 1,
            }
        }
        if let Some((_, at)) = open.last() {
            return Err(unclosed(*at));
        }
        let from = start + leading(self.source.get(start..self.at).unwrap_or_default());
        let raw = self.source.get(from..self.at).unwrap_or_default();
        let length = raw.trim_end_matches(is_blank).len().max(keep.saturating_sub(from));
        Ok(Piece { raw: raw.get(..length).unwrap_or(raw), at: from, body })
    }

    /// A value of which the length is known, without comments around it.
    fn known(&mut self, length: usize) -> Piece<'a> {
        let raw = self.rest().get(..length).unwrap_or_default();
        let body = self.at + leading(raw);
        self.at += length;
        Piece { raw: raw.trim_start_matches(is_blank), at: body, body }
    }

    fn open(&mut self, open: &mut Vec<(u8, usize)>, close: u8) {
        open.push((close, self.at));
        self.at += 1;
    }

    fn close(&mut self, open: &mut Vec<(u8, usize)>, close: u8) -> Result<(), Fault> {
        match open.pop() {
            Some((expected, at)) if expected != close => Err(unclosed(at)),
            _ => {
                self.at += 1;
                Ok(())
            }
        }
    }

    fn blank(&mut self) -> Result<(), Fault> {
        loop {
            self.at += leading(self.rest());
            if self.peek() != Some(b'/') || !self.comment()? {
                return Ok(());
            }
        }
    }

    /// A comment, at its slash; whether it is one.
    fn comment(&mut self) -> Result<bool, Fault> {
        match self.bytes() {
            [b'/', b'/', ..] => {
                self.at += memchr::memchr(b'\n', self.bytes()).map_or(self.bytes().len(), |end| end + 1);
                Ok(true)
            }
            [b'/', b'*', ..] => self.block_comment(),
            _ => Ok(false),
        }
    }

    fn block_comment(&mut self) -> Result<bool, Fault> {
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            match self.bytes() {
                [b'/', b'*', ..] => (depth, self.at) = (depth + 1, self.at + 2),
                [b'*', b'/', ..] => (depth, self.at) = (depth - 1, self.at + 2),
                [] => return Err(Fault::new(start, "this comment never ends")),
                _ => self.at += 1,
            }
            if depth == 0 {
                return Ok(true);
            }
        }
    }

    fn string(&mut self, quote: u8) -> Result<(), Fault> {
        let start = self.at;
        self.at += 1;
        while let Some(found) = memchr::memchr2(quote, b'\\', self.bytes()) {
            let escape = self.bytes().get(found) == Some(&b'\\');
            self.at += found + 1 + usize::from(escape);
            if !escape {
                return Ok(());
            }
        }
        Err(Fault::new(start, "this string never ends"))
    }

    fn word(&mut self) -> &'a str {
        let length = self.bytes().iter().position(|byte| !is_word(*byte)).unwrap_or(self.bytes().len());
        let word = self.rest().get(..length).unwrap_or_default();
        self.at += length;
        word
    }

    fn word_or_raw_string(&mut self) -> Result<(), Fault> {
        let start = self.at;
        if !matches!(self.word(), "r" | "br") {
            return Ok(());
        }
        let hashes = self.bytes().iter().take_while(|byte| **byte == b'#').count();
        if self.bytes().get(hashes) != Some(&b'"') {
            return Ok(());
        }
        self.at += hashes + 1;
        let end = format!("\"{}", "#".repeat(hashes));
        let length = memchr::memmem::find(self.bytes(), end.as_bytes()).ok_or_else(|| Fault::new(start, "this string never ends"))?;
        self.at += length + end.len();
        Ok(())
    }
}

fn unclosed(at: usize) -> Fault {
    Fault::new(at, "this bracket is never closed")
}

/// Bytes of white space at the beginning.
fn leading(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_blank).len()
}

/// What RON takes for white space; a no-break space is not.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ron::value::RawValue;

    fn raws(source: &str) -> Vec<&str> {
        items(source, whole(source)).unwrap().iter().map(|piece| piece.raw).collect()
    }

    #[test]
    fn strings_comments_and_brackets_hide_commas() {
        assert_eq!(raws(r#"[ a , (b, [c, {d: ","}]), "x\",]", r"\", ',', '\'', r#type, br"\", ]"#).len(), 8);
        assert_eq!(raws("[1, /* , /* ] */ */ 2 // ,\n, 3 // ]\n]"), ["1", "/* , /* ] */ */ 2 // ,\n", "3 // ]\n"]);
        assert_eq!(raws("[ /* nothing */ ] // end"), [""; 0]);
        assert_eq!(raws("[r##\"\"#,]\"##, '\"', 1]"), ["r##\"\"#,]\"##", "'\"'", "1"]);
    }

    #[test]
    fn a_struct_falls_into_named_fields_with_their_places() {
        let source = "// head\n(a: 1, b /* x */ : (c: [2]),)\n";
        let fields = fields(source, whole(source)).unwrap();
        let seen: Vec<(&str, usize, &str, usize)> = fields.iter().map(|field| (field.name, field.at, field.value.raw, field.value.body)).collect();
        assert_eq!(seen, [("a", 9, "1", 12), ("b", 15, "(c: [2])", 27)]);
    }

    #[test]
    fn what_never_ends_is_a_fault_where_it_begins() {
        for (source, at) in [("[1, (2]", 4), ("[1, (2", 4), ("[\"a]", 1), ("[/* ]", 1), ("[r#\"a\"]", 1), ("[1] 2", 4), ("", 0)] {
            assert_eq!(items(source, whole(source)).unwrap_err().at, at, "{source}");
        }
    }

    proptest! {
        #[test]
        fn the_pieces_are_those_that_ron_sees(source in r#"\[([\[\](){}, "'/*\\#\nabr1:]|\PC){0,24}\]"#) {
            if let Ok(expected) = ron::from_str::<Vec<&RawValue>>(&source) {
                let found = items(&source, whole(&source)).map_err(|fault| TestCaseError::fail(format!("{fault:?}")))?;
                // After a word, `ron` leaves white space.
                let trimmed = |raw: &str| raw.trim_end().to_owned();
                let expected: Vec<String> = expected.iter().map(|raw| trimmed(raw.get_ron())).collect();
                prop_assert_eq!(found.iter().map(|piece| trimmed(piece.raw)).collect::<Vec<_>>(), expected);
            }
        }
    }
}
