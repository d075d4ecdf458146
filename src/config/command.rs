//! The one table of commands: it drives dispatch, the hint bar, help, the palette, the docs and the user's keys.
//!
//! A key may mean different commands in different contexts. Where neither the selection nor the annotation has a key of
//! its own, the page's holds. The keys of labels are not here: they come from the codebook.

/// Where a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// The article, and nothing more special.
    Page,
    /// The article while a selection is extended.
    Selection,
    /// The article while an annotation is selected.
    Annotation,
    /// A list on top of the article: library, palette, search results, occurrences to tick.
    List,
    /// Fields on top of the article: details, note, search.
    Form,
}

impl Context {
    /// All contexts.
    pub const ALL: [Self; 5] = [Self::Page, Self::Selection, Self::Annotation, Self::List, Self::Form];

    /// In words: "on the page".
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Page => "on the page",
            Self::Selection => "while selecting",
            Self::Annotation => "on an annotation",
            Self::List => "in lists",
            Self::Form => "in forms",
        }
    }
}

/// What a command is about; help and docs list commands by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Moving the caret.
    Move,
    /// Selecting.
    Select,
    /// Tagging.
    Tag,
    /// Annotations that are there already.
    Annotation,
    /// The article and its neighbours.
    Article,
    /// What is shown.
    View,
    /// The program.
    App,
    /// Lists and forms on top of the article.
    Overlay,
}

impl Group {
    /// All groups, in the order of the help.
    pub const ALL: [Self; 8] = [Self::Move, Self::Select, Self::Tag, Self::Annotation, Self::Article, Self::View, Self::App, Self::Overlay];

    /// Its heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Select => "Select",
            Self::Tag => "Tag",
            Self::Annotation => "Annotations",
            Self::Article => "Article",
            Self::View => "View",
            Self::App => "Program",
            Self::Overlay => "Lists and forms",
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandInfo {
    /// The command.
    pub id: Command,
    /// Its name in the palette and in `config.ron`: noun and verb.
    pub name: &'static str,
    /// What it does, in a few words.
    pub title: &'static str,
    /// What it is about.
    pub group: Group,
    /// Its keys unless the user gives others; the first one is shown in hints.
    pub keys: &'static [&'static str],
    /// Where its keys hold.
    pub contexts: &'static [Context],
    /// More on it, in a sentence.
    pub detail: Option<&'static str>,
}

impl CommandInfo {
    /// Whether the user cannot give it other keys: those of lists and forms, and the one that always leads out.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.id == Command::Cancel || self.group == Group::Overlay
    }
}

const PAGE: &[Context] = &[Context::Page];
const SELECTION: &[Context] = &[Context::Selection];
const ANNOTATION: &[Context] = &[Context::Annotation];
const SELECTED: &[Context] = &[Context::Selection, Context::Annotation];
const ON_ANNOTATION: &[Context] = &[Context::Page, Context::Annotation];
const WITH_SELECTION: &[Context] = &[Context::Page, Context::Selection, Context::Annotation];
const EVERYWHERE: &[Context] = &[Context::Page, Context::List, Context::Form];
const LIST: &[Context] = &[Context::List];
const FORM: &[Context] = &[Context::Form];

macro_rules! detail {
    () => {
        None
    };
    ($detail:literal) => {
        Some($detail)
    };
}

macro_rules! commands {
    ($($group:ident { $($id:ident $name:literal [$($key:literal)*] $contexts:ident $title:literal $(($detail:literal))?;)* })*) => {
        /// Everything that a key or the palette can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Command {
            $($(#[doc = $title] $id,)*)*
        }

        impl Command {
            /// Its row of the table.
            #[must_use]
            pub const fn info(self) -> &'static CommandInfo {
                match self {
                    $($(Self::$id => &CommandInfo {
                        id: Self::$id, name: $name, title: $title, group: Group::$group, keys: &[$($key),*], contexts: $contexts, detail: detail!($($detail)?),
                    },)*)*
                }
            }
        }

        /// Every command, in the order of the help.
        pub static COMMANDS: &[CommandInfo] = &[$($(*Command::$id.info()),*),*];
    };
}

// Keys that need AltGr somewhere ([ ] { } | $ @ # \ ~) always stand beside one that does not.
commands! {
    Move {
        CaretNextWord "caret-next-word" ["Right" "l" "w"] PAGE "next word";
        CaretPreviousWord "caret-previous-word" ["Left" "h" "b"] PAGE "previous word";
        CaretNextRow "caret-next-row" ["Down" "j"] PAGE "next row";
        CaretPreviousRow "caret-previous-row" ["Up" "k"] PAGE "previous row";
        CaretNextChar "caret-next-char" ["L" "M-Right"] PAGE "next character" ("With a selection, its moving edge.");
        CaretPreviousChar "caret-previous-char" ["H" "M-Left"] PAGE "previous character" ("With a selection, its moving edge.");
        CaretNextSentence "caret-next-sentence" [")"] PAGE "next sentence";
        CaretPreviousSentence "caret-previous-sentence" ["("] PAGE "previous sentence";
        CaretNextParagraph "caret-next-paragraph" ["}" "J" "M-Down"] PAGE "next paragraph";
        CaretPreviousParagraph "caret-previous-paragraph" ["{" "K" "M-Up"] PAGE "previous paragraph";
        CaretRowStart "caret-row-start" ["Home" "0"] PAGE "start of the row";
        CaretRowEnd "caret-row-end" ["End" "$"] PAGE "end of the row";
        CaretArticleStart "caret-article-start" ["g" "C-Home"] PAGE "start of the article";
        CaretArticleEnd "caret-article-end" ["G" "C-End"] PAGE "end of the article";
        PageDown "page-down" ["PageDown" "Space"] PAGE "page down";
        PageUp "page-up" ["PageUp" "Backspace"] PAGE "page up";
        HalfPageDown "half-page-down" ["C-d"] PAGE "half a page down";
        HalfPageUp "half-page-up" ["C-u"] PAGE "half a page up";
        WordJump "word-jump" ["f"] PAGE "jump to a word in view" ("Type the label of the start, then that of the end; Enter takes the one word.");
        SearchOpen "search-open" ["/"] PAGE "search" ("Capitals count only where you type one. The hit is selected.");
        SearchNext "search-next" ["n"] PAGE "next hit";
        SearchPrevious "search-previous" ["N"] PAGE "previous hit";
    }
    Select {
        SelectionExtend "selection-extend" ["v"] PAGE "select from here" ("Then move. Without moving, it holds the one word.");
        SelectionNextWord "selection-next-word" ["S-Right"] PAGE "extend by a word";
        SelectionPreviousWord "selection-previous-word" ["S-Left"] PAGE "extend back by a word";
        SelectionNextRow "selection-next-row" ["S-Down"] PAGE "extend by a row";
        SelectionPreviousRow "selection-previous-row" ["S-Up"] PAGE "extend back by a row";
        SelectionSwapEdge "selection-swap-edge" ["o"] SELECTED "move the other edge";
        SelectionDrop "selection-drop" ["Esc"] WITH_SELECTION "drop the selection";
        NameSelect "name-select" ["m"] PAGE "select the name" ("Again: the next one too. So do clause, sentence, paragraph and quotation.");
        ClauseSelect "clause-select" [","] PAGE "select the clause";
        SentenceSelect "sentence-select" ["s"] PAGE "select the sentence";
        ParagraphSelect "paragraph-select" ["p"] PAGE "select the paragraph";
        QuotationSelect "quotation-select" ["z" "\""] PAGE "select the quotation";
        SelectionGrow "selection-grow" ["+" "="] WITH_SELECTION "grow" ("Word, name, clause, quotation, sentence, paragraph. After tagging, what was just tagged.");
        SelectionShrink "selection-shrink" ["-"] WITH_SELECTION "shrink";
        CandidateNext "candidate-next" ["Tab"] PAGE "next candidate" ("Names, quotations and suggestions that are not tagged yet; after those of a sentence, what is likely a threat or a claim.");
        CandidatePrevious "candidate-previous" ["S-Tab"] PAGE "previous candidate";
        CandidateReject "candidate-reject" ["X"] WITH_SELECTION "reject the candidate" ("It is not proposed here again.");
        Copy "copy" ["y"] WITH_SELECTION "copy";
    }
    Tag {
        TagRepeat "tag-repeat" ["."] WITH_SELECTION "tag with the last label";
        CandidateNextOfKind "candidate-next-of-kind" [";"] PAGE "next candidate of that kind" ("With `.` in turn, goes through them, each one seen.");
        TagAllOccurrences "tag-all-occurrences" ["*"] WITH_SELECTION "tag all other occurrences" ("A list with context to tick; one step to undo.");
    }
    Annotation {
        AnnotationNext "annotation-next" ["e" "]"] ON_ANNOTATION "next annotation" ("Nested ones in turn.");
        AnnotationPrevious "annotation-previous" ["E" "["] ON_ANNOTATION "previous annotation";
        AnnotationRelabel "annotation-relabel" ["R"] ON_ANNOTATION "relabel" ("Then the key of the label.");
        AnnotationAdjust "annotation-adjust" ["v"] ANNOTATION "adjust its edges" ("Move the edge, `o` for the other one, Enter to apply.");
        AnnotationApply "annotation-apply" ["Enter"] SELECTION "apply the edges";
        FragmentAdd "fragment-add" ["&"] WITH_SELECTION "add one more span" ("The next selection becomes a span of this annotation.");
        AnnotationOpen "annotation-open" ["Enter"] ON_ANNOTATION "fill in its form" ("Attributes by their keys, relations, note, origin. Enter opens a row, digits choose, Delete clears it.");
        AnnotationRelate "annotation-relate" ["r"] ON_ANNOTATION "relate to another one" ("Its key or Enter takes what is proposed; again: the next relation.");
        AnnotationNote "annotation-note" ["i"] ON_ANNOTATION "write a note";
        AnnotationDoubtful "annotation-doubtful" ["!"] ON_ANNOTATION "mark as doubtful, or not";
        EntityRename "entity-rename" ["C-r"] ON_ANNOTATION "give its entity another name" ("In all of your annotations: they are listed before anything changes. Also on an actor of the ledger.");
        AnnotationDelete "annotation-delete" ["x" "Delete"] ON_ANNOTATION "delete" ("The innermost under the caret; again for the next; the fragment if one is selected.");
        Undo "undo" ["u" "C-z"] PAGE "undo";
        Redo "redo" ["U" "C-y"] PAGE "redo";
    }
    Article {
        ArticleNext "article-next" [">"] PAGE "next article";
        ArticlePrevious "article-previous" ["<"] PAGE "previous article";
        ArticleDone "article-done" ["d"] PAGE "mark the article done, or not";
        BlockRole "block-role" ["B"] PAGE "change the role of the block";
        Blocks "blocks" [] PAGE "change how the file is divided into blocks";
ArticleAdd "article-add" [] PAGE "add articles from files" ("Asks for a file or folder; what can be read is listed by tagline formats.");
        Export "export" [] PAGE "export annotations" ("Of the article that is open, in any format: asks for format and path.");
        Import "import" [] PAGE "import annotations" ("From another tool's files: asks for format and path.");
        ArticleNew "article-new" [] PAGE "make an article of text that you paste";
        NeedsLook "needs-look" ["M"] PAGE "what needs a look" ("Annotations that a changed text left behind, or that two sides changed differently.");
        Ledger "ledger" ["W"] PAGE "who said what" ("Actors with their quotes, claims and threats; each line leads to its place.");
        DeskCheck "desk-check" ["D"] PAGE "desk check" ("What an editor should look at before the story is printed.");
        Review "review" ["S"] PAGE "review everybody’s work" ("Side by side, case by case; what is decided goes into the record of gold. ? there shows its keys.");
        Feedback "feedback" [] PAGE "what was decided about your work" ("What a reviewer kept, changed, dropped or found missing, and why; each line leads to its place.");
        Agree "agree" [] PAGE "how far annotators agree" ("Figures by label and pair, confusion, and the worst articles and places, which lead to the review.");
        Library "library" ["O"] PAGE "library";
    }
    View {
        Layers "layers" ["|" "V"] PAGE "show every layer" ("All annotations under the rows, however deep they nest.");
        Others "others" ["P"] PAGE "show what others have here" ("Each of them in turn, then everybody with who has what, then your own again.");
        Theme "theme" [] PAGE "switch between dark and light";
        Mouse "mouse" [] PAGE "capture the mouse, or not";
    }
    App {
        Help "help" ["?" "F1"] PAGE "all keys";
        Palette "palette" [":"] PAGE "command palette";
        Define "define" ["F1"] ANNOTATION "what a label means" ("Of the annotation that is selected; with :define, of the label given last.");
        HelpSaving "help-saving" [] PAGE "how saving works, and how to get work back";
        Tour "tour" [] PAGE "guided tour";
        Save "save" ["C-s"] PAGE "save now" ("Saving goes on by itself all the time.");
        Init "init" [] PAGE "make this folder a project";
        Suspend "suspend" [] PAGE "suspend to the shell";
        Cancel "cancel" ["C-c"] EVERYWHERE "cancel what is pending" ("Twice: quit.");
        Quit "quit" ["C-q"] PAGE "quit" ("Asks only if something could not be saved.");
    }
    Overlay {
        ListNext "list-next" ["Down" "C-n"] LIST "next line";
        ListPrevious "list-previous" ["Up" "C-p"] LIST "previous line";
        ListPageDown "list-page-down" ["PageDown"] LIST "page down";
        ListPageUp "list-page-up" ["PageUp"] LIST "page up";
        ListTick "list-tick" ["Tab"] LIST "tick, or not";
        ListTickAll "list-tick-all" ["C-a"] LIST "tick all, or none";
        LibrarySort "library-sort" ["M-s"] LIST "sort by something else" ("In the library: path, title, source, date, length, state, annotations, match.");
        LibraryReverse "library-reverse" ["M-r"] LIST "turn the order round" ("In the library.");
        LibraryShuffle "library-shuffle" ["M-u"] LIST "shuffle" ("In the library: a reading queue in a random order; again: another one.");
        LibraryGroup "library-group" ["M-g"] LIST "group by something else" ("In the library: source, month, state, folder, nothing.");
        LibraryPreview "library-preview" ["M-p"] LIST "show how the article begins, or not" ("In the library.");
        LibraryDone "library-done" ["M-d"] LIST "mark as done, or not" ("In the library: what is ticked, else the article under the cursor.");
        LibraryQueue "library-queue" ["M-q"] LIST "move to somebody's queue" ("In the library: what is ticked, else the article under the cursor.");
        LibraryFeedback "library-feedback" ["M-f"] LIST "what was decided about your work" ("In the library.");
        LibraryAgree "library-agree" ["M-a"] LIST "how far annotators agree" ("In the library: on what the filter leaves.");
        LibraryExport "library-export" ["M-e"] LIST "export annotations" ("In the library: of what is ticked, else of the article under the cursor; in any format.");
        ListChoose "list-choose" ["Enter"] LIST "choose";
        ListClose "list-close" ["Esc"] LIST "close";
        FormNewline "form-newline" ["M-Enter" "C-j"] FORM "new line in a note";
        FormAccept "form-accept" ["Enter" "C-s"] FORM "accept";
        FormClose "form-close" ["Esc"] FORM "leave without changes";
    }
}

impl Command {
    /// Its name: `annotation-delete`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.info().name
    }

    /// The command of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        COMMANDS.iter().find(|info| info.name == name).map(|info| info.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Key;

    #[test]
    fn names_are_unique_and_well_formed() {
        for info in COMMANDS {
            assert_eq!(Command::from_name(info.name), Some(info.id), "{}", info.name);
            assert!(info.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", info.name);
            assert!(!info.title.ends_with('.') && info.detail.is_none_or(|detail| detail.ends_with('.')), "{}", info.name);
            assert!(!info.contexts.is_empty());
        }
    }

    #[test]
    fn keys_are_in_their_normal_form() {
        for info in COMMANDS {
            for text in info.keys {
                let key: Key = text.parse().unwrap();
                assert_eq!(key.to_string(), *text);
                assert_eq!(key.lost_in_terminals(), None, "{text}");
                assert!(key.typed().is_none() || info.group != Group::Overlay, "{text} could not be typed");
            }
        }
    }

    #[test]
    fn everything_is_reachable_without_alt_gr() {
        // Needs AltGr, or is a dead key, on a German, French or Nordic keyboard.
        let awkward = |text: &&&str| text.chars().next_back().is_some_and(|c| "@[]{}\\|~^`#$€£".contains(c));
        for info in COMMANDS.iter().filter(|info| !info.keys.is_empty()) {
            assert!(!info.keys.iter().all(|text| awkward(&text)), "{}", info.name);
        }
    }

    #[test]
    fn commands_without_a_key_are_those_meant_to_have_none() {
        let bare: Vec<_> = COMMANDS.iter().filter(|info| info.keys.is_empty()).map(|info| info.name).collect();
        assert_eq!(
            bare,
            ["blocks", "article-add", "export", "import", "article-new", "feedback", "agree", "theme", "mouse", "help-saving", "tour", "init", "suspend"]
        );
    }
}
