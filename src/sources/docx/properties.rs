//! What a Word document says of itself: `docProps/core.xml`.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::sources::paragraph::one_line;
use crate::sources::story::Story;

/// The metadata of a document, in a story without text. What is damaged ends the reading.
pub(super) fn read(xml: &str) -> Story {
    let mut story = Story::default();
    let mut reader = Reader::from_str(xml);
    let mut text = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => text.clear(),
            Ok(Event::Text(part)) => text.push_str(&part.xml10_content()),
            Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                Ok(Some(c)) => text.push(c),
                _ => text.push_str(quick_xml::escape::resolve_xml_entity(&name).unwrap_or_default()),
            },
            Ok(Event::End(end)) => set(&mut story, end.local_name().into_inner(), &one_line(&text)),
            Ok(Event::Eof) | Err(_) => return story,
            Ok(_) => {}
        }
    }
}

fn set(story: &mut Story, name: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    match name {
        "title" => story.title = Some(value.to_owned()),
        "creator" => story.authors = value.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        "created" => story.date = is_date(value).then(|| value.to_owned()),
        "language" => story.language = Some(value.to_owned()),
        _ => {}
    }
}

/// Whether it is a date, or a time with its offset.
fn is_date(value: &str) -> bool {
    value.parse::<jiff::Timestamp>().is_ok() || value.len() == 10 && value.parse::<jiff::civil::Date>().is_ok()
}
