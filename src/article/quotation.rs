//! Quotations: a state machine over quotation marks, paragraph by paragraph.
//!
//! Knows straight and curly double marks in any mixture, British single marks beside apostrophes, guillemets both
//! ways, low-high marks of German and its neighbours, Swedish ” ”, corner brackets, and the doubled back-quotes and apostrophes of old
//! wire copy. A quotation that is
//! not closed runs to the end of its paragraph; when the next paragraph opens with a mark, it goes on there.

use super::{Article, Span};

/// Paragraphs that one quotation may run over: a bound on the walk back to where it began.
const LONGEST: usize = 40;

/// Characters within which a single mark must be closed to be one: beyond that it is an apostrophe.
const SINGLE: usize = 2000;

/// Bytes of a paragraph that is looked at whole; of a longer one only the part that is asked for.
const WHOLE: u32 = 64 * 1024;

/// Words or statements in quotation marks, the marks included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// One span a paragraph, in order; mostly one.
    pub spans: Vec<Span>,
    /// Whether a closing mark was found.
    pub closed: bool,
}

/// A quotation inside one paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    span: Span,
    closed: bool,
}

/// The quotations that touch block number `index`, outermost ones only, in order. One that runs over several
/// paragraphs is whole, wherever it is asked for. Of a block longer than anybody writes only the part `within` is looked at.
#[must_use]
pub fn quotations(article: &Article, index: usize, within: Span) -> Vec<Quotation> {
    let pieces_of = |index: usize| {
        let mut block = article.block(index)?;
        if block.span.len() > WHOLE {
            block.span = if block.span.covers(within) { within } else { return None };
        }
        Some((block.span, pieces(&article.prose(block), block.span.start)))
    };
    let Some((_, own)) = pieces_of(index) else { return Vec::new() };
    let mut found: Vec<Quotation> = own.iter().map(|piece| Quotation { spans: vec![piece.span], closed: piece.closed }).collect();
    let mut at = index;
    while let Some(first) = found.first_mut().filter(|_| index - at < LONGEST) {
        let opens = article.block(at).is_some_and(|block| first.spans.first().is_some_and(|span| span.start == block.span.start));
        let Some((span, before)) = at.checked_sub(1).filter(|_| opens).and_then(pieces_of) else { break };
        let Some(last) = before.last().filter(|piece| !piece.closed && piece.span.end == span.end) else { break };
        first.spans.insert(0, last.span);
        at -= 1;
        if before.len() > 1 {
            break;
        }
    }
    let mut at = index;
    while let Some(last) = found.last_mut().filter(|last| !last.closed && at - index < LONGEST) {
        let Some((span, after)) = pieces_of(at + 1) else { break };
        let Some(next) = after.first().filter(|piece| piece.span.start == span.start) else { break };
        last.spans.push(next.span);
        last.closed = next.closed;
        at += 1;
        if after.len() > 1 {
            break;
        }
    }
    found
}

/// The closing marks that fit an opening one; empty when the mark cannot open.
fn closers(open: char) -> &'static [char] {
    match open {
        '“' | '"' | '”' | '„' | '‟' | '＂' => &['”', '"', '“', '＂'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '‹' => &['›'],
        '‘' | '\'' | '‚' => &['’', '\'', '‘'],
        '「' => &['」'],
        '『' => &['』'],
        _ => &[],
    }
}

fn is_single(mark: char) -> bool {
    matches!(mark, '‘' | '’' | '\'' | '‚')
}

/// The outermost quotations of one paragraph.
fn pieces(text: &str, base: u32) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let chars: Vec<(usize, char)> = wire_marks(text);
    for (n, (at, c)) in chars.iter().copied().enumerate() {
        let before = n.checked_sub(1).and_then(|n| chars.get(n)).map(|(_, c)| *c);
        let after = chars.get(n + 1).map(|(_, c)| *c);
        match open {
            None if can_open(c, before, after, || !is_year(&chars, n) && closes_later(&chars, n)) => open = Some((at, c)),
            Some((start, mark)) if closers(mark).contains(&c) && can_close(c, mark, before, after) => {
                let end = at + if text.get(at..).is_some_and(|rest| rest.starts_with("''")) { 2 } else { c.len_utf8() };
                found.extend(piece(start, end, base, true));
                open = None;
            }
            Some((start, mark)) if reopens(c, mark, before, after) => {
                let end = text.get(..at).unwrap_or_default().trim_end().len();
                found.extend(piece(start, end, base, false));
                open = Some((at, c));
            }
            _ => {}
        }
    }
    if let Some((start, mark)) = open.filter(|(_, mark)| !is_single(*mark)) {
        let end = text.trim_end().len();
        let inner = text.get(start + mark.len_utf8()..end).unwrap_or_default();
        if !inner.trim().is_empty() {
            found.extend(piece(start, end, base, false));
        }
    }
    found
}

fn piece(start: usize, end: usize, base: u32, closed: bool) -> Option<Piece> {
    let span = Span { start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? };
    Some(Piece { span: span.shifted(base), closed })
}

/// The characters of a paragraph with the double back-quotes and apostrophes of wire copy read as one mark.
fn wire_marks(text: &str) -> Vec<(usize, char)> {
    let mut chars: Vec<(usize, char)> = Vec::with_capacity(text.len());
    let mut skip = false;
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        if std::mem::take(&mut skip) {
            continue;
        }
        // Of three apostrophes at the end of a word the first closes an inner quotation.
        let inner = rest.starts_with("'''") && chars.last().is_some_and(|(_, c)| !c.is_whitespace() && *c != '\'');
        let double = !inner && (rest.starts_with("``") || rest.starts_with(",,") || rest.starts_with("''"));
        if double {
            skip = true;
            chars.push((at, if c == '\'' { '”' } else { '“' }));
        } else {
            chars.push((at, c));
        }
    }
    chars
}

/// White space, an opening bracket or dash before it, and something other than white space after it.
fn can_open(c: char, before: Option<char>, after: Option<char>, closes: impl Fn() -> bool) -> bool {
    let inside = after.is_some_and(|c| !c.is_whitespace());
    let free = before.is_none_or(|c| c.is_whitespace() || "([{—–-/:«„“‘".contains(c));
    match c {
        '“' => inside || before.is_none_or(char::is_whitespace) && after.is_some(),
        '„' | '‟' | '「' | '『' | '‹' => inside,
        '«' | '＂' => after.is_some(),
        '»' => free && inside,
        '"' | '”' => free && inside,
        '‘' | '‚' => free && inside && closes(),
        '\'' => free && inside && !after.is_some_and(|c| c.is_ascii_digit()) && closes(),
        _ => false,
    }
}

/// Whether the mark at `n` stands before the last two digits of a year in the middle of a sentence: `in ‘08`.
fn is_year(chars: &[(usize, char)], n: usize) -> bool {
    let at = |n: usize| chars.get(n).map(|(_, c)| *c);
    let digits = (n + 1..n + 3).all(|n| at(n).is_some_and(|c| c.is_ascii_digit()));
    let inside = n.checked_sub(2).and_then(at).is_some_and(char::is_lowercase);
    at(n).is_some_and(is_single) && digits && inside && !at(n + 3).is_some_and(|c| c.is_ascii_digit())
}

/// Whether a single mark that opens at `n` is closed in the paragraph by one that is no apostrophe.
fn closes_later(chars: &[(usize, char)], n: usize) -> bool {
    let Some((_, mark)) = chars.get(n).copied().filter(|(_, c)| is_single(*c)) else { return true };
    let rest = chars.get(n + 1..).unwrap_or_default();
    rest.iter().take(SINGLE).enumerate().any(|(k, (_, c))| {
        let before = k.checked_sub(1).and_then(|k| rest.get(k)).map(|(_, c)| *c);
        closers(mark).contains(c) && k > 0 && can_close(*c, mark, before, rest.get(k + 1).map(|(_, c)| *c))
    })
}

/// A single mark closes only after punctuation or a letter and before white space or punctuation, and not as the
/// bare apostrophe of a plural (`the dockers’ union`).
fn can_close(c: char, open: char, before: Option<char>, after: Option<char>) -> bool {
    if !is_single(open) {
        let ends = after.is_none_or(char::is_whitespace);
        let hugs = before.is_some_and(|c| !c.is_whitespace());
        let opens_again = matches!(c, '“') && matches!(open, '“' | '"') && !(hugs && ends);
        return !opens_again && before.is_some() && (open != '"' || c != '"' || hugs || ends);
    }
    let free = after.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation() || "—–…”’".contains(c));
    let plural = before.is_some_and(|c| matches!(c, 's' | 'S')) && after.is_some_and(|c| c == ' ');
    free && !plural && before.is_some_and(|c| !c.is_whitespace())
}

/// A curly opening mark after white space while another of its kind is open: the earlier one was left unclosed.
fn reopens(c: char, open: char, before: Option<char>, after: Option<char>) -> bool {
    c == '“' && matches!(open, '“' | '"') && before.is_some_and(char::is_whitespace) && after.is_some_and(|c| !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::super::Text;
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        pieces(text, 0).iter().map(|piece| text.get(piece.span.range()).unwrap()).collect()
    }

    #[test]
    fn double_marks_in_any_mixture() {
        assert_eq!(found("\"We held ten such talks,” said Brandt."), ["\"We held ten such talks,”"]);
        assert_eq!(found("He said “no” and \"never\"."), ["“no”", "\"never\""]);
        assert_eq!(found("“We wait,” he said. “We do not beg.”"), ["“We wait,”", "“We do not beg.”"]);
        assert_eq!(found("Selden’s “open gate,” they’d say"), ["“open gate,”"]);
        assert_eq!(found("the claim “that the U.K. will stay in the U.K.”"), ["“that the U.K. will stay in the U.K.”"]);
    }

    #[test]
    fn unclosed_marks_run_to_the_end_and_a_new_opener_ends_the_old_one() {
        assert_eq!(found("He said: “We wait."), ["“We wait."]);
        assert_eq!(found("“We wait. “We beg,” she said."), ["“We wait.", "“We beg,”"]);
        assert_eq!(found("a board of 5'10\" and no more"), Vec::<&str>::new());
        assert_eq!(found("stray ” closer"), Vec::<&str>::new());
    }

    #[test]
    fn marks_that_point_the_wrong_way_or_stand_free() {
        assert_eq!(found("“We wait,“ he said."), ["“We wait,“"]);
        assert_eq!(found("\"He told me, 'Go now,' \" she said. \"So I went.\""), ["\"He told me, 'Go now,' \"", "\"So I went.\""]);
        assert_eq!(found("He said: “ … if it must be.”"), ["“ … if it must be.”"]);
        assert_eq!(found("''They say, 'Go home,''' she said. ''I stay.''"), ["''They say, 'Go home,'''", "''I stay.''"]);
        assert_eq!(found("in ‘08 that Selden’s gate, as ‘09 showed, was “shut.”"), ["“shut.”"]);
    }

    #[test]
    fn british_single_marks_beside_apostrophes() {
        assert_eq!(found("‘The dockers’ union won’t go,’ he said."), ["‘The dockers’ union won’t go,’"]);
        assert_eq!(found("in the ’90s the dockers’ union couldn’t"), Vec::<&str>::new());
        assert_eq!(found("'We wait,' it's said."), ["'We wait,'"]);
    }

    #[test]
    fn other_houses_and_scripts() {
        assert_eq!(found("Il dit « on attend » puis"), ["« on attend »"]);
        assert_eq!(found("Sie sagte: „Wir warten“, und ging."), ["„Wir warten“"]);
        assert_eq!(found("Sie sagte: »Wir warten«, und"), ["»Wir warten«"]);
        assert_eq!(found("Hon sade: ”Vi väntar”, och"), ["”Vi väntar”"]);
        assert_eq!(found("市長は「待つ」と述べた"), ["「待つ」"]);
        assert_eq!(found("``We wait,'' he said."), ["``We wait,''"]);
    }

    #[test]
    fn the_inner_quotation_is_part_of_the_outer_one() {
        assert_eq!(found("“She told me ‘go now’ twice,” he said."), ["“She told me ‘go now’ twice,”"]);
    }

    #[test]
    fn a_quotation_over_several_paragraphs_is_one_from_each_of_them() {
        let article = Article::with_rule(Text::new("He said: “First.\n\n“Second.\n\n“Third,” and left.\n\n“Other.”"), super::super::BlockRule::Lines);
        for index in 0..3 {
            let all = quotations(&article, index, article.text().span());
            let texts: Vec<&str> = all[0].spans.iter().map(|span| article.text().slice(*span)).collect();
            assert_eq!(texts, ["“First.", "“Second.", "“Third,”"], "from block {index}");
            assert!(all[0].closed);
        }
        assert_eq!(quotations(&article, 3, article.text().span())[0].spans.len(), 1);
    }
}
