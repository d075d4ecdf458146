//! An item of `NewsML-G2`.

use super::content::{Content, content};
use super::{status_notice, told};
use crate::sources::html;
use crate::sources::page_top::{PageTop, byline_names};
use crate::sources::story::{Flaw, Story};
use crate::sources::xml::Element;

/// The story of an item; an error when it has none.
pub(super) fn story(item: &Element) -> Result<Story, Flaw> {
    let kind = match item.name.as_str() {
        "newsItem" => told(item.find("itemClass"), "qcode").rsplit(':').next().unwrap_or_default().to_owned(),
        "packageItem" => return Err(Flaw::whole("is a package: a list of other items, without a text of its own")),
        "planningItem" => return Err(Flaw::whole("is a plan of coverage, without a text of its own")),
        _ => return Err(Flaw::whole("is no news item, and holds no story")),
    };
    let Some(text) = item.child("contentSet").and_then(text) else {
        return Err(Flaw::whole(without_text(&kind)));
    };
    let (management, about) = (item.child("itemMeta"), item.child("contentMeta"));
    let top = text.top.or(about.map(top).unwrap_or_default());
    let in_either = |name: &str| about.and_then(|about| about.child(name)).or_else(|| management.and_then(|management| management.child(name)));
    let title = top.headline.clone().or_else(|| management.and_then(|management| management.child("title")?.line()));
    let authors = authors(about, top.byline.as_deref());
    let date = ["versionCreated", "contentModified", "contentCreated", "firstCreated"].into_iter().find_map(|name| html::date(&in_either(name)?.line()?));
    let language = about.and_then(|about| about.child("language")?.attribute("tag"));
    let language = language.or_else(|| about.and_then(|about| about.attribute("lang"))).or_else(|| item.attribute("lang"));
    let publication = in_either("provider").and_then(name).or_else(|| in_either("infoSource").and_then(name));
    let publication = publication.or_else(|| item.find("copyrightHolder").and_then(name));
    Ok(Story {
        title,
        authors,
        date,
        publication,
        language: language.map(str::to_owned),
        id: item.attribute("guid").map(str::to_owned),
        notices: management.map(notices).unwrap_or_default(),
        ..top.above(text.blocks).into_story()
    })
}

/// Why an item of this kind has no text.
fn without_text(kind: &str) -> String {
    match kind {
        "" | "text" => "has no text in it: its content may be in a file beside it".to_owned(),
        "composite" => "is a composite of other items, without a text of its own".to_owned(),
        kind => format!("is of the kind \"{kind}\", without a text of its own"),
    }
}

/// The first content with a text: other contents are the same in other forms.
fn text(set: &Element) -> Option<Content> {
    let kind = |element: &Element| told(Some(element), "contenttype");
    let inline = set.named("inlineXML").chain(set.named("inlineData").filter(|data| data.attribute("encoding").is_none()));
    inline.map(|element| content(element, &kind(element))).find(|content| !content.blocks.is_empty())
}

fn top(about: &Element) -> PageTop {
    let role = |element: &Element| told(Some(element), "role");
    let (mut headline, mut decks) = (None, Vec::new());
    for element in about.named("headline") {
        let role = role(element);
        let Some(line) = element.line() else { continue };
        if ["sub", "deck", "kicker"].iter().any(|part| role.contains(part)) {
            decks.push(line);
        } else if headline.is_none() || role.ends_with(":main") {
            headline = Some(line);
        }
    }
    PageTop { headline, decks, byline: about.child("by").and_then(Element::spaced_line), dateline: about.child("dateline").and_then(dateline) }
}

/// A dateline as it is printed; some write only a time for machines there.
fn dateline(element: &Element) -> Option<String> {
    element.line().filter(|line| line.split(' ').next().is_none_or(|word| html::date(word).is_none()))
}

fn authors(about: Option<&Element>, byline: Option<&str>) -> Vec<String> {
    let named: Vec<String> = about.into_iter().flat_map(|about| about.named("creator")).filter_map(name).collect();
    if byline.is_none() { named } else { byline.and_then(byline_names).into_iter().collect() }
}

/// What a party is called.
fn name(party: &Element) -> Option<String> {
    let named = party.child("name").and_then(Element::line).or_else(|| party.attribute("literal").map(str::to_owned));
    named.or_else(|| party.attribute("qcode").or(party.attribute("uri")).and_then(|code| code.rsplit([':', '/']).next()).map(str::to_owned))
}

fn notices(management: &Element) -> Vec<String> {
    let status = management.child("pubStatus");
    let status = told(status, "qcode") + &told(status, "uri").replace('/', ":");
    let embargo = management.child("embargoed").map(|embargo| match embargo.line() {
        Some(until) => format!("is embargoed until {until}"),
        None => "is embargoed".to_owned(),
    });
    status_notice(&status).into_iter().chain(embargo).collect()
}
