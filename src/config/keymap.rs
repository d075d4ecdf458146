//! Which key does what: the table of commands, with the user's keys laid over it, and the keys of the labels.
//!
//! ```text
//! key ──own pairs──▶ key ──▶ context's own? ──▶ the page's? ──▶ the layout's key, the same way
//! ```

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use super::key::upper;
use super::{COMMANDS, Command, CommandInfo, Context, Diagnostic, Key, KeyCode, Place, Translation};
use crate::annotation::{Codebook, Label};
use crate::article::printable;

/// The contexts in which the keys of the labels hold.
const TAGGING: &[Context] = &[Context::Page, Context::Selection, Context::Annotation];

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Run a command.
    Command(Command),
    /// Tag.
    Tag {
        /// The label's place in the codebook.
        label: usize,
        /// Whether the selection stays, for a second label.
        keep: bool,
    },
}

/// Keys that the user gives a command, as read from `config.ron`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyOverride {
    /// The command's name, as written.
    pub command: String,
    /// Where it stands.
    pub place: Place,
    /// The keys as written, and where they stand. None at all leaves the command to the palette.
    pub keys: Vec<(String, Place)>,
}

/// Two actions on one key in one context.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{key}` means both {first} and {second} {}", context.describe())]
pub struct KeyConflict {
    /// The key.
    pub key: Key,
    /// Where it is pressed.
    pub context: Context,
    /// What has it, in words.
    pub first: String,
    /// What wants it too, in words.
    pub second: String,
    /// What to do about it.
    pub help: String,
}

/// All conflicts of a key map: the program does not start with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyConflicts(pub Vec<KeyConflict>);

impl std::error::Error for KeyConflicts {}

impl fmt::Display for KeyConflicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, conflict) in self.0.iter().enumerate() {
            let separator = if at == 0 { "" } else { "\n" };
            write!(f, "{separator}{conflict}: {}", conflict.help)?;
        }
        Ok(())
    }
}

/// The keys in force.
#[derive(Clone, Debug)]
pub struct Keymap {
    bound: BTreeMap<(Context, Key), Action>,
    keys: BTreeMap<Command, Vec<Key>>,
    translation: Translation,
}

impl Keymap {
    /// Lays the user's keys over those of the table and adds the labels. An override that cannot be read is left out and
    /// said so; two actions on one key in one context are an error.
    pub fn new(overrides: &[KeyOverride], codebook: &Codebook, translation: &Translation) -> (Result<Self, KeyConflicts>, Vec<Diagnostic>) {
        let (moved, diagnostics) = read(overrides);
        let mut builder = Builder { bound: BTreeMap::new(), conflicts: Vec::new(), codebook };
        let mut keys: BTreeMap<Command, Vec<Key>> = BTreeMap::new();
        for info in COMMANDS {
            let own = moved.get(&info.id).cloned();
            let own = own.unwrap_or_else(|| beside_labels(info, codebook));
            for &key in &own {
                builder.bind(info.contexts, key, Action::Command(info.id));
            }
            keys.insert(info.id, own);
        }
        for (label, entry) in codebook.labels.iter().enumerate() {
            builder.bind(TAGGING, Key::char(entry.key), Action::Tag { label, keep: false });
            if let Some(capital) = upper(entry.key) {
                builder.bind(TAGGING, Key::char(capital), Action::Tag { label, keep: true });
            }
        }
        let conflicts = builder.finish();
        let keymap = Self { bound: builder.bound, keys, translation: translation.clone() };
        (if conflicts.is_empty() { Ok(keymap) } else { Err(KeyConflicts(conflicts)) }, diagnostics)
    }

    /// What `key` does in a context, if anything. Digits are the caller's, who counts with them.
    #[must_use]
    pub fn lookup(&self, context: Context, key: Key) -> Option<Action> {
        let key = with_char(key, |c| self.translation.own(c)).unwrap_or(key);
        self.bound(context, key).or_else(|| self.bound(context, with_char(key, |c| self.translation.layout.us(c))?))
    }

    /// The key as the table knows it: what a keyboard of another script types, translated. For counts and jump labels.
    #[must_use]
    pub fn translate(&self, key: Key) -> Key {
        let key = with_char(key, |c| self.translation.own(c)).unwrap_or(key);
        with_char(key, |c| self.translation.layout.us(c)).unwrap_or(key)
    }

    /// The keys of a command; the first one is that for hints.
    #[must_use]
    pub fn keys_of(&self, command: Command) -> &[Key] {
        self.keys.get(&command).map_or(&[], Vec::as_slice)
    }

    fn bound(&self, context: Context, key: Key) -> Option<Action> {
        let page = || matches!(context, Context::Selection | Context::Annotation).then_some((Context::Page, key));
        self.bound.get(&(context, key)).or_else(|| self.bound.get(&page()?)).copied()
    }
}

fn with_char(key: Key, translate: impl Fn(char) -> Option<char>) -> Option<Key> {
    let KeyCode::Char(c) = key.code else { return None };
    Some(Key::new(KeyCode::Char(translate(c)?), key.ctrl, key.alt, false))
}

struct Builder<'a> {
    bound: BTreeMap<(Context, Key), Action>,
    conflicts: Vec<(Key, Context, Action, Action)>,
    codebook: &'a Codebook,
}

impl Builder<'_> {
    fn bind(&mut self, contexts: &[Context], key: Key, action: Action) {
        for &context in contexts {
            match self.bound.entry((context, key)) {
                Entry::Vacant(free) => {
                    free.insert(action);
                }
                // One pair is one conflict, in however many contexts it stands.
                Entry::Occupied(taken) if *taken.get() != action => {
                    let pair = (key, *taken.get(), action);
                    if !self.conflicts.iter().any(|known| (known.0, known.2, known.3) == pair) {
                        self.conflicts.push((key, context, *taken.get(), action));
                    }
                }
                Entry::Occupied(_) => {}
            }
        }
    }

    fn finish(&self) -> Vec<KeyConflict> {
        let conflict = |&(key, context, first, second): &(Key, Context, Action, Action)| KeyConflict {
            key,
            context,
            first: self.describe(first),
            second: self.describe(second),
            help: self.remedy(first, second),
        };
        self.conflicts.iter().map(conflict).collect()
    }

    fn label(&self, at: usize) -> Option<&Label> {
        self.codebook.labels.get(at)
    }

    fn describe(&self, action: Action) -> String {
        match action {
            Action::Command(command) => format!("the command `{}`", command.name()),
            Action::Tag { label, .. } => format!("the label `{}`", printable(self.label(label).map_or("?", |label| label.id.as_str()))),
        }
    }

    fn remedy(&self, first: Action, second: Action) -> String {
        let letters = self.free_letters();
        let command = [first, second].into_iter().find_map(|action| match action {
            Action::Command(command) if !command.info().is_fixed() => Some(command),
            _ => None,
        });
        let labels = [first, second].iter().any(|action| matches!(action, Action::Tag { .. }));
        let other = if letters.is_empty() { String::new() } else { format!(" (free: {letters})") };
        match (command, labels) {
            (Some(command), true) => {
                format!("give the label another `key` in tagline.ron{other}, or the command in config.ron: `keys: {{\"{}\": [\"…\"]}}`", command.name())
            }
            (Some(command), false) => format!("give one of them other keys in config.ron, such as `keys: {{\"{}\": [\"…\"]}}`", command.name()),
            (None, _) => format!("give one of them another `key` in tagline.ron{other}"),
        }
    }

    /// Letters that nothing has, neither small nor capital.
    fn free_letters(&self) -> String {
        let free = |c: char| TAGGING.iter().all(|&context| !self.bound.contains_key(&(context, Key::char(c))));
        let letters = ('a'..='z').filter(|&c| free(c) && free(c.to_ascii_uppercase()));
        letters.map(String::from).collect::<Vec<_>>().join(" ")
    }
}

/// The default keys of a command, as far as the labels of the codebook leave them: a label's letter is the label's. A
/// command that has no other key left moves to Alt with the same letter.
fn beside_labels(info: &CommandInfo, codebook: &Codebook) -> Vec<Key> {
    let keys: Vec<Key> = info.keys.iter().filter_map(|text| text.parse().ok()).collect();
    if !info.contexts.iter().any(|context| TAGGING.contains(context)) {
        return keys;
    }
    let taken = |key: &Key| {
        let mut letters = codebook.labels.iter().flat_map(|label| [Some(label.key), upper(label.key)]).flatten();
        letters.any(|letter| *key == Key::char(letter))
    };
    let free: Vec<Key> = keys.iter().copied().filter(|key| !taken(key)).collect();
    if free.is_empty() { keys.into_iter().map(|key| Key::new(key.code, key.ctrl, true, key.shift)).collect() } else { free }
}

/// The overrides that can be read; a command named twice counts as first written.
fn read(overrides: &[KeyOverride]) -> (BTreeMap<Command, Vec<Key>>, Vec<Diagnostic>) {
    let (mut moved, mut diagnostics) = (BTreeMap::new(), Vec::new());
    for entry in overrides {
        match command(entry) {
            Ok(command) if moved.contains_key(&command) => {
                diagnostics.push(Diagnostic::new(&entry.place, &format!("`{}` stands here twice; the first counts", entry.command)));
            }
            Ok(command) => {
                let keys = keys(entry, &mut diagnostics);
                // With nothing readable left, the default is nearer to what was meant than no key at all.
                if !keys.is_empty() || entry.keys.is_empty() {
                    moved.insert(command, keys);
                }
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    (moved, diagnostics)
}

fn command(entry: &KeyOverride) -> Result<Command, Diagnostic> {
    let known = COMMANDS.iter().filter(|info| !info.is_fixed()).map(|info| info.name);
    let command = Command::from_name(&entry.command).ok_or_else(|| Diagnostic::unknown(&entry.place, "command", &entry.command, known))?;
    if command.info().is_fixed() {
        return Err(Diagnostic::new(&entry.place, &format!("the keys of `{}` cannot be changed", entry.command)));
    }
    Ok(command)
}

fn keys(entry: &KeyOverride, diagnostics: &mut Vec<Diagnostic>) -> Vec<Key> {
    let mut keys = Vec::new();
    for (text, place) in &entry.keys {
        match text.parse::<Key>() {
            Ok(key) => {
                if let Some(other) = key.lost_in_terminals() {
                    diagnostics.push(Diagnostic::new(place, &format!("most terminals send `{other}` for `{key}`; it may never arrive")));
                }
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            Err(error) => diagnostics.push(Diagnostic::new(place, &error.to_string())),
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Layout;

    fn place() -> Place {
        Place { file: "config.ron".into(), line: 3, column: 9 }
    }

    fn over(command: &str, keys: &[&str]) -> KeyOverride {
        KeyOverride { command: command.into(), place: place(), keys: keys.iter().map(|&key| (key.to_owned(), place())).collect() }
    }

    fn keymap(overrides: &[KeyOverride]) -> (Result<Keymap, KeyConflicts>, Vec<String>) {
        let (keymap, diagnostics) = Keymap::new(overrides, &Codebook::default(), &Translation::default());
        (keymap, diagnostics.iter().map(ToString::to_string).collect())
    }

    fn default() -> Keymap {
        let (keymap, diagnostics) = keymap(&[]);
        assert_eq!(diagnostics, [""; 0]);
        keymap.unwrap()
    }

    fn does(keymap: &Keymap, context: Context, key: &str) -> Option<Action> {
        keymap.lookup(context, key.parse().unwrap())
    }

    fn runs(keymap: &Keymap, context: Context, key: &str) -> Option<Command> {
        match does(keymap, context, key)? {
            Action::Command(command) => Some(command),
            Action::Tag { .. } => None,
        }
    }

    #[test]
    fn the_table_has_no_conflict() {
        let keymap = default();
        for info in COMMANDS {
            assert_eq!(keymap.keys_of(info.id).len(), info.keys.len(), "{}", info.name);
            for (&context, &key) in info.contexts.iter().flat_map(|context| info.keys.iter().map(move |key| (context, key))) {
                assert_eq!(runs(&keymap, context, key), Some(info.id), "{key} {context:?}");
            }
        }
    }

    #[test]
    fn labels_tag_and_their_capitals_keep_the_selection() {
        let keymap = default();
        assert_eq!(does(&keymap, Context::Page, "a"), Some(Action::Tag { label: 0, keep: false }));
        assert_eq!(does(&keymap, Context::Selection, "Q"), Some(Action::Tag { label: 3, keep: true }));
        assert_eq!(does(&keymap, Context::List, "a"), None);
    }

    #[test]
    fn a_context_falls_back_on_the_page() {
        let keymap = default();
        assert_eq!(runs(&keymap, Context::Page, "v"), Some(Command::SelectionExtend));
        assert_eq!(runs(&keymap, Context::Annotation, "v"), Some(Command::AnnotationAdjust));
        assert_eq!(runs(&keymap, Context::Annotation, "j"), Some(Command::CaretNextRow));
        assert_eq!(runs(&keymap, Context::Selection, "Enter"), Some(Command::AnnotationApply));
        assert_eq!(does(&keymap, Context::Page, "o"), None);
        assert_eq!(does(&keymap, Context::Form, "u"), None);
        assert_eq!(runs(&keymap, Context::Form, "C-c"), Some(Command::Cancel));
    }

    #[test]
    fn given_keys_replace_the_default_ones() {
        let (keymap, diagnostics) = keymap(&[over("annotation-delete", &["M-x", "F8", "F8"]), over("theme", &["F2"]), over("layers", &[])]);
        let keymap = keymap.unwrap();
        assert_eq!(diagnostics, [""; 0]);
        assert_eq!(does(&keymap, Context::Page, "x"), None);
        assert_eq!(runs(&keymap, Context::Page, "M-x"), Some(Command::AnnotationDelete));
        assert_eq!(keymap.keys_of(Command::AnnotationDelete).len(), 2);
        assert_eq!(runs(&keymap, Context::Page, "F2"), Some(Command::Theme));
        assert!(keymap.keys_of(Command::Layers).is_empty());
    }

    #[test]
    fn taking_a_key_is_a_conflict_unless_the_other_moves() {
        let conflicts = keymap(&[over("annotation-note", &["n"])]).0.unwrap_err();
        assert_eq!(
            conflicts.to_string(),
            "`n` means both the command `search-next` and the command `annotation-note` on the page: give one of them other keys in config.ron, such as `keys: {\"search-next\": [\"…\"]}`"
        );
        let (keymap, diagnostics) = keymap(&[over("annotation-note", &["n"]), over("search-next", &["M-n"])]);
        assert!(keymap.is_ok() && diagnostics.is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_said_and_the_rest_counts() {
        let (keymap, diagnostics) = keymap(&[
            over("anotation-note", &["n"]),
            over("save", &["C-", "F5", "C-m"]),
            over("undo", &["Entr"]),
            over("list-close", &["F9"]),
            over("save", &["F6"]),
        ]);
        assert_eq!(
            diagnostics,
            [
                "config.ron:3:9: unknown command `anotation-note`; did you mean `annotation-note`?",
                "config.ron:3:9: a key is missing",
                "config.ron:3:9: most terminals send `Enter` for `C-m`; it may never arrive",
                "config.ron:3:9: unknown key `Entr`; did you mean `Enter`?",
                "config.ron:3:9: the keys of `list-close` cannot be changed",
                "config.ron:3:9: `save` stands here twice; the first counts",
            ]
        );
        let keymap = keymap.unwrap();
        assert_eq!(runs(&keymap, Context::Page, "F5"), Some(Command::Save));
        assert_eq!(runs(&keymap, Context::Page, "u"), Some(Command::Undo));
    }

    #[test]
    fn a_label_takes_its_letter_from_a_command_unless_the_user_gave_it() {
        let mut codebook = Codebook::default();
        codebook.labels.truncate(2);
        codebook.labels[0].key = 'p';
        codebook.labels[1].key = 'l';
        let keymap = Keymap::new(&[], &codebook, &Translation::default()).0.unwrap();
        assert_eq!(does(&keymap, Context::Page, "p"), Some(Action::Tag { label: 0, keep: false }));
        assert_eq!(runs(&keymap, Context::Page, "M-p"), Some(Command::ParagraphSelect));
        assert_eq!(does(&keymap, Context::Page, "L"), Some(Action::Tag { label: 1, keep: true }));
        assert_eq!(runs(&keymap, Context::Page, "Right"), Some(Command::CaretNextWord));
        assert_eq!(runs(&keymap, Context::Page, "w"), Some(Command::CaretNextWord));

        let conflicts = Keymap::new(&[over("theme", &["p"])], &codebook, &Translation::default()).0.unwrap_err();
        assert!(conflicts.to_string().starts_with("`p` means both the command `theme` and the label `actor`"), "{conflicts}");
        codebook.labels[1].key = 'p';
        let conflicts = Keymap::new(&[], &codebook, &Translation::default()).0.unwrap_err().0;
        assert_eq!((conflicts[0].first.as_str(), conflicts[0].second.as_str()), ("the label `actor`", "the label `threat`"));
    }

    #[test]
    fn other_scripts_are_translated_where_the_key_itself_means_nothing() {
        let translation = Translation { layout: Layout::from_name("greek").unwrap(), pairs: vec![(';', 'q'), ('ä', '[')] };
        let keymap = Keymap::new(&[], &Codebook::default(), &translation).0.unwrap();
        assert_eq!(does(&keymap, Context::Page, "α"), Some(Action::Tag { label: 0, keep: false }));
        assert_eq!(runs(&keymap, Context::Page, "C-σ"), Some(Command::Save));
        assert_eq!(runs(&keymap, Context::Annotation, "ω"), Some(Command::AnnotationAdjust));
        assert_eq!(does(&keymap, Context::Page, ";"), Some(Action::Tag { label: 3, keep: false }));
        assert_eq!(runs(&keymap, Context::Page, "ä"), Some(Command::AnnotationPrevious));
        assert_eq!(does(&keymap, Context::Page, "ф"), None);
        assert_eq!(keymap.translate("σ".parse().unwrap()), Key::char('s'));
    }
}
