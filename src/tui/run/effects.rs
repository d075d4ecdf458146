//! What the model wants done outside of it: by the worker, by the terminal.

use std::path::PathBuf;
use std::sync::Arc;

use crossterm::clipboard::CopyToClipboard;

use super::Shell;
use crate::library::Home;
use crate::tui::terminal;
use crate::tui::update::Effect;
use crate::tui::worker::Job;

impl Shell {
    pub(super) fn job(&mut self, job: Job) {
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        if !sent {
            let why = "the part of tagline that saves has stopped; leave and start again";
            if let Some(desk) = self.model.desk.as_mut() {
                desk.save = crate::tui::desk::SaveState::Failed(crate::tui::worker::Trouble { why: why.into(), journal: None });
            }
            self.model.alarm(why);
        }
    }

    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let home = self.model.home.clone();
            let annotator = self.model.annotator.clone().unwrap_or_default();
            match effect {
                Effect::Load(path) => self.job(Job::Load(home, path)),
                Effect::LoadRecord => self.load_record(home, annotator, false),
                Effect::TakeAlong => self.load_record(home, annotator, true),
                Effect::Dismiss(path) => self.job(Job::Dismiss(path)),
                Effect::Restore(restore) => self.job(Job::Restore(restore)),
                Effect::Look => self.job(Job::Look(None)),
                Effect::Save(job) => self.job(Job::Save(job)),
                Effect::StoreMeta(path, meta) => self.job(Job::StoreMeta(path, meta)),
                Effect::StorePlace(path, place, text) => self.job(Job::StorePlace(path, place, text)),
                Effect::Review(by) => {
                    if let Some((path, key, article)) = self.model.desk.as_ref().map(|desk| (desk.path.clone(), desk.key.clone(), desk.article().clone())) {
                        self.job(Job::Review { home, by, path, key, article });
                    }
                }
                Effect::Beside(name) => {
                    if let Some((path, key, article)) = self.model.desk.as_ref().map(|desk| (desk.path.clone(), desk.key.clone(), desk.article().clone())) {
                        self.job(Job::Beside { home, name, path, key, article });
                    }
                }
                Effect::Agree(articles, stop) => {
                    let looker = self.model.reviewer.clone().or_else(|| self.model.annotator.clone());
                    self.job(Job::Agree(home, looker, articles, stop));
                }
                Effect::Lessons(name, stop) => self.job(Job::Lessons(home, name, stop)),
                Effect::List => self.job(Job::List(home)),
                Effect::Choose(asked) => self.job(Job::Choose(asked)),
                Effect::Preview(key, path) => self.job(Job::Preview(home, key, path)),
                Effect::SetState(articles, state) => self.job(Job::SetState(home, annotator, articles, state)),
                Effect::Import(what) => self.job(Job::Import(home, annotator, what)),
                Effect::Export(articles, file) => self.job(Job::Export(home, annotator, articles, file)),
                Effect::MoveToQueue(name, keys) => self.job(Job::MoveToQueue(home, name, keys)),
                Effect::Search(search, from, forward) => {
                    if let Some((path, text)) = self.model.desk.as_ref().map(|desk| (desk.path.clone(), desk.text().clone())) {
                        self.job(Job::Search { path, search, text, from, forward });
                    }
                }
                Effect::Propose(basis) => self.job(Job::Propose(basis)),
                Effect::NewArticle(pasted) => self.job(Job::NewArticle(home, pasted)),
                Effect::AddFiles(path, stop) => self.job(Job::AddFiles(home, path, stop)),
                Effect::PlanRename { old, open, stop } => self.job(Job::PlanRename { home, annotator, old, open, stop }),
                Effect::Rename { plan, new, stop } => self.job(Job::Rename { home, plan, new, stop }),
                Effect::CompletePath(typed) => self.job(Job::CompletePath(typed)),
                Effect::Init => {
                    let article = self.model.desk.as_ref().map(|desk| desk.path.clone());
                    self.job(Job::Init(article.unwrap_or_else(|| PathBuf::from("x"))));
                }
                Effect::Copy(text) => self.copy(&text),
                Effect::Mouse(on) => self.screen.prepend(terminal::mouse(on)),
                Effect::Suspend => {
                    if let Err(error) = self.suspend() {
                        self.model.refuse(format!("cannot suspend: {error}"));
                    }
                }
                Effect::Quit => self.quit = true,
            }
        }
    }

    fn load_record(&mut self, home: Arc<Home>, annotator: String, moved: bool) {
        let Some(desk) = &self.model.desk else { return };
        // The record is read against all of the text: until that is there, the worker's answer asks again.
        if desk.whole {
            let (path, key, article, stamp) = (desk.path.clone(), desk.key.clone(), desk.article().clone(), desk.stamp.clone());
            self.job(Job::LoadRecord { home, annotator, path, key, article, stamp, moved });
        }
    }

    fn copy(&mut self, text: &str) {
        let mut bytes = Vec::new();
        if crossterm::execute!(bytes, CopyToClipboard::to_clipboard_from(text)).is_ok() {
            self.screen.prepend(&bytes);
        }
    }
}
