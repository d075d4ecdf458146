//! The items of a file of XML, found before any of them is read.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::line_at;
use crate::sources::limits;
use crate::sources::story::Flaw;

/// Where the items of a file stand.
#[derive(Debug, Default)]
pub(in crate::sources) struct Split {
    /// The bytes of each item, from its first to its last tag.
    pub items: Vec<Range<usize>>,
    /// The tags that are open around the first item: name, and bytes.
    pub around: Vec<(String, Range<usize>)>,
    /// Why nothing more could be found.
    pub flaw: Option<Flaw>,
}

/// Finds the outermost elements that `is_item`, told by their name without a prefix.
pub(in crate::sources) fn split(xml: &str, is_item: impl Fn(&str) -> bool) -> Split {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().allow_dangling_amp = true;
    let (mut split, mut open, mut depth, mut item) = (Split::default(), Vec::new(), 0usize, None);
    loop {
        let from = position(reader.buffer_position());
        let event = reader.read_event();
        let to = position(reader.buffer_position());
        match event {
            Ok(Event::Start(start)) => {
                depth += 1;
                let name = start.local_name().into_inner();
                if item.is_none() && is_item(name) {
                    item = Some((depth, from));
                    if split.items.is_empty() {
                        split.around.clone_from(&open);
                    }
                } else if item.is_none() && open.len() < limits::DEPTH {
                    open.push((start.name().into_inner().to_owned(), from..to));
                }
            }
            Ok(Event::End(_)) => {
                match item {
                    Some((at, start)) if at == depth => {
                        split.items.push(start..to);
                        item = None;
                    }
                    None if open.len() == depth => drop(open.pop()),
                    _ => {}
                }
                depth = depth.saturating_sub(1);
            }
            Ok(Event::Eof) => {
                if depth > 0 {
                    split.flaw = Some(Flaw::whole("is cut off: its XML has no end"));
                }
                return split;
            }
            Ok(_) => {}
            Err(error) => {
                split.flaw = Some(Flaw::whole(format!("is damaged XML in line {}: {error}", line_at(xml, reader.error_position()))));
                return split;
            }
        }
        if split.items.len() as u64 >= limits::STORIES {
            split.flaw = Some(Flaw::whole(format!("holds more than {} items", limits::STORIES)));
            return split;
        }
    }
}

fn position(byte: u64) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_with_what_is_around_them() {
        let xml = "<a x='1'><t>no</t><b><item>1<item/></item><i:item/><item>2</item></b>";
        let split = split(xml, |name| name == "item");
        let items: Vec<&str> = split.items.iter().map(|item| xml.get(item.clone()).unwrap()).collect();
        assert_eq!(items, ["<item>1<item/></item>", "<item>2</item>"]);
        assert_eq!(split.around.iter().map(|(_, tag)| xml.get(tag.clone()).unwrap()).collect::<Vec<_>>(), ["<a x='1'>", "<b>"]);
        assert_eq!(split.flaw.unwrap().what, "is cut off: its XML has no end");
    }
}
