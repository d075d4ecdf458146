//! How the article is divided, and the roles of its blocks.

use std::sync::Arc;

use super::super::desk::UndoView;
use super::super::model::Model;
use super::Effect;
use crate::article::{Article, BlockRule};
use crate::library::Meta;

/// `B`: the next role for the block of the caret, remembered in the article's meta.
pub(super) fn role(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let Some(block) = desk.article().block(desk.article().block_at(desk.caret.start)) else { return Vec::new() };
    let role = block.role.next();
    let effects = remade(model, |meta, article| meta.set_role(article, block, role));
    if !effects.is_empty() {
        model.say(format!("this block is {} now (was {})", role.name(), block.role.name()));
    }
    effects
}

/// `:blocks`: the next way to divide the file.
pub(super) fn blocks(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &model.desk else { return Vec::new() };
    let at = BlockRule::ALL.iter().position(|rule| *rule == desk.article().rule()).unwrap_or_default();
    let rule = BlockRule::ALL.get(at + 1).or(BlockRule::ALL.first()).copied().unwrap_or_default();
    let effects = remade(model, |meta, _| meta.set_rule(rule));
    if !effects.is_empty() {
        model.say(match rule {
            BlockRule::Lines => "each line is a block now",
            BlockRule::Paragraphs => "blank lines separate blocks now, and lines are kept",
            BlockRule::Wrapped => "blank lines separate blocks now, and lines are joined",
        });
    }
    effects
}

/// Changes what is known of the article, divides it by that, and has it written down; the caret's row stays where it is.
fn remade(model: &mut Model, change: impl FnOnce(&mut Meta, &Article)) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let Some(meta) = &mut desk.meta else {
        model.refuse("what is known of this article cannot be read, so it is not changed: see its .meta.ron");
        return Vec::new();
    };
    desk.undo_view = Some(UndoView::Known(Box::new(meta.clone())));
    change(meta, desk.page.article());
    apply_meta(model)
}

/// Divides the article by what is known of it, and has that written down.
pub(super) fn apply_meta(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let Some(meta) = &desk.meta else { return Vec::new() };
    let article = meta.divide(desk.page.article().text().clone());
    let line = desk.page.line_of(desk.caret.start).unwrap_or_default();
    let effect = Effect::StoreMeta(model.home.meta_path(&desk.key), Box::new(meta.clone()));
    desk.page.set_article(Arc::new(article));
    desk.page.put(desk.caret.start, line);
    desk.go_to(desk.caret.start);
    vec![effect]
}
