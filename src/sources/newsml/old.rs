//! A news item of `NewsML` 1.

use super::content::{Content, content};
use super::{status_notice, told};
use crate::article::Role;
use crate::sources::html;
use crate::sources::page_top::{PageTop, byline_names};
use crate::sources::paragraph::one_line;
use crate::sources::story::{Blocks, Flaw, Story};
use crate::sources::xml::Element;

/// The story of an item; an error when it has none.
pub(super) fn story(item: &Element) -> Result<Story, Flaw> {
    let mut gathered = Gathered::default();
    for component in item.named("NewsComponent") {
        gathered.component(component, false);
    }
    let lines = item.find("NewsLines").map(top).unwrap_or_default();
    let top = gathered.top.or(lines);
    if gathered.body.is_empty() {
        return Err(Flaw::whole("has no text in it: it may be a picture, a list of other items, or be kept in a file beside it"));
    }
    let mut body = gathered.body;
    body.append(gathered.after);
    let management = item.child("NewsManagement");
    let date = ["ThisRevisionCreated", "FirstCreated"].into_iter().find_map(|name| html::date(&management?.child(name)?.line()?));
    let party = |name: &str| item.find(name).and_then(|element| element.find("Party")?.attribute("FormalName")).map(str::to_owned);
    let authors = top.byline.as_deref().and_then(byline_names);
    let identifier = item.find("NewsIdentifier");
    let id = identifier.and_then(|id| id.child("PublicIdentifier").or(id.child("NewsItemId"))?.line());
    Ok(Story {
        title: top.headline.clone(),
        authors: authors.into_iter().collect(),
        date: date.or_else(|| html::date(&identifier?.child("DateId")?.line()?)),
        publication: party("Provider").or_else(|| party("Source")).or_else(|| identifier.and_then(|id| id.child("ProviderId")?.line())),
        language: gathered.language.or_else(|| item.attribute("lang").map(str::to_owned)),
        id,
        notices: status_notice(&told(management.and_then(|management| management.child("Status")), "FormalName")).into_iter().collect(),
        ..top.above(body).into_story()
    })
}

/// What the components of an item hold.
#[derive(Default)]
struct Gathered {
    top: PageTop,
    body: Blocks,
    /// What stands below the text: captions of its pictures, whom to ask.
    after: Blocks,
    language: Option<String>,
}

impl Gathered {
    /// Takes in a component and those in it. Trees are no deeper than the limit.
    fn component(&mut self, component: &Element, in_picture: bool) {
        let role = told(component.child("Role"), "FormalName");
        let caption = in_picture || ["caption", "photo", "picture"].iter().any(|part| role.contains(part));
        let before = self.body.text().len();
        for item in component.named("ContentItem") {
            self.item(item, if caption { "caption" } else { &role });
        }
        let same = told(Some(component), "EquivalentsList") == "yes";
        for inner in component.named("NewsComponent") {
            // Equivalents are one text in several forms or languages.
            if same && self.body.text().len() > before {
                break;
            }
            self.component(inner, caption);
        }
        if self.body.text().len() > before {
            let lines = component.child("NewsLines").map(top).unwrap_or_default();
            self.top = std::mem::take(&mut self.top).or(lines);
            let language = component.child("DescriptiveMetadata").and_then(|about| about.child("Language")?.attribute("FormalName"));
            self.language = self.language.take().or_else(|| language.map(str::to_owned));
        }
    }

    /// Takes in a content by the role of its component. What is encoded is a picture or a sound.
    fn item(&mut self, item: &Element, role: &str) {
        let kind = ["MimeType", "Format"].map(|name| told(item.child(name), "FormalName")).join(" ");
        let Some(data) = item.child("DataContent").filter(|_| item.child("Encoding").is_none()) else { return };
        if kind.contains("css") || kind.contains("image") || role == "stylesheet" {
            return;
        }
        let Content { top, mut blocks } = content(data, &kind);
        match role {
            _ if blocks.is_empty() => {}
            "headline" => self.top.headline = Some(one_line(blocks.text())),
            "subheadline" => self.top.decks.extend(blocks.text().split("\n\n").map(one_line)),
            "caption" => {
                blocks.redraw(|role, _| if role == Role::Body { Role::Caption } else { role });
                self.after.append(blocks);
            }
            "contact" => self.after.append(blocks),
            _ => {
                self.top = std::mem::take(&mut self.top).or(top);
                self.body.append(blocks);
            }
        }
    }
}

fn top(lines: &Element) -> PageTop {
    let line = |name: &str| lines.child(name).and_then(Element::line);
    PageTop {
        headline: line("HeadLine"),
        decks: lines.named("SubHeadLine").filter_map(Element::line).collect(),
        byline: line("ByLine"),
        dateline: line("DateLine"),
    }
}
