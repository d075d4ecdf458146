//! All that the screen shows, as plain data: changed by `update`, read by `view`.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use ratatui_textarea::TextArea;
use tui_input::Input as Field;

use super::agreeing::Agreeing;
use super::desk::{Desk, SaveState};
use super::event::Mouse;
use super::exchanging::Exchange;
use super::feedback::Lessons;
use super::form::Form;
use super::look::Look;
use super::regions::Regions;
use super::register::Register;
use super::relating::Relating;
use super::renaming::{Renaming, Stage};
use super::shelf::Shelf;
use super::tour::Tour;
use crate::annotation::{Codebook, Id, LabelId};
use crate::article::Span;
use crate::config::{Action, Command, Key, Keymap, Settings};
use crate::library::{Entities, Hit, Home, Offer, Saved, UsedValues};
use crate::reading::{Search, Selection};
use crate::suggest::Gazetteer;

/// The names that are known.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Whether they have been read.
    pub read: bool,
    /// Those that annotators have given.
    pub entities: Arc<Entities>,
    /// They and those of the project's files, ready to be looked for.
    pub gazetteer: Arc<Gazetteer>,
}

/// How grave a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Something was done.
    Done,
    /// Something could not be done, and why.
    Refused,
    /// Work is in danger.
    Alarm,
}

/// A line for the user; goes away with the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// How grave it is.
    pub tone: Tone,
    /// The line.
    pub text: String,
}

/// What the next key belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Pending {
    /// Nothing: keys are commands.
    #[default]
    Nothing,
    /// The label that an annotation is to have.
    Relabel(Id),
    /// The letters of a jump.
    Jump(Jump),
}

/// A jump under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Jump {
    /// Words in view and the letters that lead to them.
    pub targets: Vec<(String, Span)>,
    /// Letters typed so far.
    pub typed: String,
    /// The word chosen first.
    pub from: Option<Span>,
}

/// A field with a list that it narrows down.
#[derive(Clone, Debug, Default)]
pub(super) struct Listing {
    /// What was typed.
    pub field: Field,
    /// The items that fit, best first, by their number.
    pub matches: Vec<usize>,
    /// The place in `matches` that is chosen.
    pub chosen: usize,
}

/// One place where a text occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Occurrence {
    /// Where.
    pub span: Span,
    /// Whether it is to be tagged.
    pub ticked: bool,
}

/// What a question is about.
#[derive(Clone, Debug)]
pub(super) enum Question {
    /// Leave although something is not saved.
    QuitUnsaved,
    /// Take what a record has not, or take it along, or put something in its place.
    Offer(Box<Offer>),
}

/// An article to be made of pasted text, once its title and date are as they should be.
#[derive(Clone, Debug)]
pub(super) struct NewArticle {
    /// The text.
    pub text: String,
    /// The title: first, the beginning of the text.
    pub title: Field,
    /// When it was published, or nothing.
    pub date: Field,
    /// Whether keys go into the date.
    pub on_date: bool,
}

/// How the page was before a search was begun.
#[derive(Clone, Debug)]
pub(super) struct Before {
    /// The caret.
    pub caret: Span,
    /// The line of the screen that it stood on.
    pub line: usize,
    /// What was selected, and whether movements extended it.
    pub selection: Option<(Selection, bool)>,
    /// What was looked for.
    pub search: Option<Search>,
}

/// Where to go in an article that is being opened.
#[derive(Clone, Debug)]
pub(super) enum Goal {
    /// To what was found there.
    Found(Hit),
    /// To a place, which is selected.
    Place(Span),
    /// To the case of the review that is at a place.
    Case(Span),
}

/// A page of help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ManualPage {
    /// How saving works.
    Saving,
    /// The keys of the review.
    Review,
    /// What a label means: its place in the codebook.
    Label(usize),
}

/// What lies over the page and takes the keys.
#[derive(Debug)]
pub(super) enum Overlay {
    /// All keys.
    Help(Listing),
    /// Every command by name.
    Palette(Listing),
    /// The articles: what is shown of them stands in the shelf.
    Library,
    /// How far annotators agree.
    Agree,
    /// What was decided about one's work.
    Lessons,
    /// Whose queue articles are moved to.
    Queue {
        /// What was typed.
        field: Field,
    },
    /// Where annotations go to or come from.
    Exchange(Box<Exchange>),
    /// Words to look for, and what leaving it goes back to.
    Search {
        /// What was typed.
        field: Field,
        /// How it was before.
        before: Box<Before>,
    },
    /// The note of an annotation.
    Note {
        /// The annotation.
        id: Id,
        /// What is written.
        editor: Box<TextArea<'static>>,
    },
    /// An annotation in full, to be filled in.
    Form(Box<Form>),
    /// The ledger of the story, or its desk check.
    Register(Box<Register>),
    /// The cases of a review: which one stands on the desk.
    Review,
    /// The reason of a decision, or a comment on it.
    ReviewWords {
        /// Whether it is the comment.
        comment: bool,
        /// What was typed.
        field: Field,
    },
    /// Why a finding of the desk check is waved through.
    Waive {
        /// The finding.
        id: String,
        /// Its line.
        at: usize,
        /// What was typed.
        field: Field,
    },
    /// Another name for an entity.
    Rename(Box<Renaming>),
    /// What an annotation may be related to.
    Relate(Box<Relating>),
    /// Other places of a text, to tick.
    Occurrences {
        /// The label that they will get.
        label: LabelId,
        /// The places.
        items: Vec<Occurrence>,
        /// The one under the cursor.
        chosen: usize,
    },
    /// Annotations that a person must look at.
    NeedsLook {
        /// The one under the cursor.
        chosen: usize,
    },
    /// A page of help, from that row on.
    Manual {
        /// What is to be read.
        page: ManualPage,
        /// The first row that is shown.
        row: usize,
    },
    /// Who is annotating; then do what was meant.
    Annotator {
        /// What was typed, or the name that is offered.
        field: Field,
        /// Whether the name is the offered one still: typing takes its place.
        offered: bool,
        /// What was meant.
        then: Action,
    },
    /// What is to be known of an article that is made of pasted text.
    NewArticle(Box<NewArticle>),
    /// The path of files to add.
    AddFiles {
        /// What was typed.
        field: Field,
    },
    /// Yes or no.
    Confirm(Question),
}

impl Overlay {
    /// Whether typed and pasted text goes into it.
    #[must_use]
    pub(super) fn takes_text(&self) -> bool {
        if let Self::Form(form) = self {
            return form.entry.is_some();
        }
        if let Self::Rename(renaming) = self {
            return matches!(renaming.stage, Stage::Naming(_));
        }
        !matches!(
            self,
            Self::Relate(_)
                | Self::Register(_)
                | Self::Review
                | Self::Agree
                | Self::Lessons
                | Self::Occurrences { .. }
                | Self::NeedsLook { .. }
                | Self::Manual { .. }
                | Self::Confirm(_)
        )
    }
}

/// Everything.
#[derive(Debug)]
pub(super) struct Model {
    /// The user's settings.
    pub settings: Settings,
    /// The keys.
    pub keymap: Keymap,
    /// The labels.
    pub codebook: Codebook,
    /// The project or library.
    pub home: Arc<Home>,
    /// Who annotates, once known; gold, while work is reviewed.
    pub annotator: Option<String>,
    /// Who reviews, while that goes on.
    pub reviewer: Option<String>,
    /// Whose work alone is reviewed, if not that of all.
    pub review_of: Option<String>,
    /// Whether the review is to be opened as soon as everything is read.
    pub reviews: bool,
    /// The name to offer when that is asked.
    pub proposed_annotator: String,
    /// Colours and marks.
    pub look: Look,
    /// Where everything is on the screen.
    pub regions: Regions,
    /// The article that is open.
    pub desk: Option<Desk>,
    /// What lies over the page.
    pub overlay: Option<Overlay>,
    /// A line for the user.
    pub message: Option<Message>,
    /// What the next key belongs to.
    pub pending: Pending,
    /// How often the next command is to be done; typed digits.
    pub count: Option<usize>,
    /// Keys that wait until all of the article is there.
    pub waiting: VecDeque<Key>,
    /// The label that `.` gives.
    pub last_label: Option<LabelId>,
    /// The articles of this home.
    pub shelf: Shelf,
    /// The names of the project, and where they are looked for.
    pub names: Names,
    /// The values that attributes have in the records that are not open.
    pub values: Arc<UsedValues>,
    /// Where to go in an article that is being opened.
    pub goal: Option<(PathBuf, Goal)>,
    /// What was decided about the annotator's work.
    pub lessons: Lessons,
    /// How far annotators agree, as far as that was asked for.
    pub agreeing: Agreeing,
    /// While articles are being added: set, it ends that.
    pub adding: Option<Arc<AtomicBool>>,
    /// Whether the shelf has been asked for and something waits for it.
    pub listing: Option<(Command, usize)>,
    /// The guided tour, while it goes on.
    pub tour: Option<Tour>,
    /// Whether every layer is drawn under its row.
    pub layers: bool,
    /// Whether the mouse is ours.
    pub mouse: bool,
    /// The last press of the mouse, for double clicks and drags.
    pub pressed: Option<(Mouse, std::time::Instant)>,
    /// Whether the user wants to leave as soon as all is saved.
    pub quitting: bool,
    /// Whether `C-c` was the last key.
    pub cancelled: bool,
    /// Saves on the disk, newest last; each path once.
    pub saved: Vec<Saved>,
    /// Records of other articles that could not be saved, and why.
    pub lost: BTreeMap<PathBuf, String>,
}

impl Model {
    /// What must not be overlooked until it is mended: work that is not where it belongs.
    #[must_use]
    pub(super) fn banner(&self) -> Option<String> {
        let desk = self.desk.as_ref()?;
        if let SaveState::Failed(trouble) = &desk.save {
            let count = desk.unsaved();
            let edits = if count == 1 { "1 edit is".into() } else { format!("{count} edits are") };
            let kept = trouble.journal.as_ref().map_or_else(
                || format!("{edits} in memory only; leave tagline running"),
                |folder| format!("{edits} safe in {} and offered at the next start", folder.display()),
            );
            return Some(format!("NOT SAVED: {}. {kept}. Trying again by itself.", trouble.why));
        }
        let record = desk.record.as_ref()?;
        if let Some(why) = desk.unreadable.as_ref().or(record.read_only.as_ref()) {
            return Some(format!("READ-ONLY: {why}"));
        }
        let why = desk.unwritable.as_ref()?;
        Some(format!("CANNOT BE SAVED HERE: {why}. What you do goes to the journal and is offered when the record can be written."))
    }

    /// The rows that the panel needs that is open, if one is.
    #[must_use]
    pub(super) fn panel_rows(&self) -> Option<u16> {
        let desk = self.desk.as_ref()?;
        match &self.overlay {
            Some(Overlay::Form(form)) => {
                let rows = desk.annotation(&form.id).map_or(0, |annotation| super::form::rows(&self.codebook, &annotation).len());
                Some(rows as u16 + 9)
            }
            Some(Overlay::Register(register)) => Some((register.lines.len() as u16).saturating_add(5).clamp(6, 14)),
            Some(Overlay::Review | Overlay::ReviewWords { .. }) => Some(24),
            Some(Overlay::Relate(relating)) => Some((relating.targets.len() as u16).saturating_add(3).clamp(4, 12)),
            _ => None,
        }
    }

    /// Tells the user that something was done.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.message = Some(Message { tone: Tone::Done, text: text.into() });
    }

    /// Tells the user why something was not done.
    pub(super) fn refuse(&mut self, text: impl Into<String>) {
        self.message = Some(Message { tone: Tone::Refused, text: text.into() });
    }

    /// Tells the user that work is in danger.
    pub(super) fn alarm(&mut self, text: impl Into<String>) {
        self.message = Some(Message { tone: Tone::Alarm, text: text.into() });
    }
}
