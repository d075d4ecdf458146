//! Stand-in.
use super::paragraph::Paragraph;
use super::reader::{Found, Taker};
use super::story::{Flaw, Story};
use std::ops::ControlFlow;
pub(super) fn divide(_: &[Paragraph]) -> Option<Vec<Story>> {
    None
}
pub(super) fn give(stories: Vec<Story>, notices: &[String], take: &mut Taker<'_>) -> Result<(), Flaw> {
    for mut story in stories {
        story.notices.extend(notices.iter().cloned());
        if let ControlFlow::Break(()) = take(Found::Story(Box::new(story))) {
            break;
        }
    }
    Ok(())
}
