//! The words that attributions are told by: verbs, nouns and particles of reporting, and the small words around them.
//!
//! Verbs stand as their base form and are inflected here; one with forms of its own is written out as
//! `base/third person/past/…/participle in -ing`. A letter of `takes` says what may stand after it.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::word::{Act, Class, Cue, Form};

/// A clause without *that*: `said the gate is shut`.
pub(super) const CLAUSE: u16 = 1;
/// A clause with *that*.
pub(super) const THAT: u16 = 2;
/// Words in quotation marks, before or after it.
pub(super) const QUOTE: u16 = 4;
/// Somebody spoken to, before what is said: `told reporters that`.
pub(super) const HEARER: u16 = 8;
/// An infinitive: `vowed to hold out`.
pub(super) const TO: u16 = 16;
/// A noun phrase and all that hangs on it: `denied any part in them`.
pub(super) const OBJECT: u16 = 32;
/// A question: `asked whether`, `explained how`.
pub(super) const WHETHER: u16 = 64;
/// What follows *about*, *of* or *on*: `complained of the delay`.
pub(super) const ABOUT: u16 = 128;
/// What follows *for*: `called for a vote`.
pub(super) const FOR: u16 = 256;
/// What follows *against*: `spoke out against the ban`.
pub(super) const AGAINST: u16 = 512;
/// What follows *to*, *at* or *with*: `objected to the plan`.
pub(super) const AT: u16 = 1024;
/// Its base form is oftener a noun.
pub(super) const NOUNISH: u16 = 2048;

use Act::{Accuse, Demand, Judge, Say, Think};

/// Verbs by what they do and by what may follow them.
const VERBS: &[(Act, u16, &str)] = &[
    (Say, CLAUSE | THAT | QUOTE | WHETHER, "say/says/said/saying"),
    (Say, CLAUSE | THAT | QUOTE | HEARER | TO | WHETHER | ABOUT, "tell/tells/told/telling"),
    (Say, CLAUSE | THAT | QUOTE, "add insist reply/replies/replied/replying conclude contend counter"),
    (Say, CLAUSE | THAT | QUOTE | OBJECT, "argue acknowledge concede admit/admits/admitted/admitting suggest reveal predict maintain assert confirm"),
    (Say, CLAUSE | THAT | QUOTE | OBJECT | NOUNISH, "claim note"),
    (Accuse, CLAUSE | THAT | QUOTE | OBJECT, "allege"),
    (Say, CLAUSE | THAT | QUOTE | WHETHER, "explain write/writes/wrote/written/writing testify recall opine"),
    (Say, CLAUSE | THAT | QUOTE | NOUNISH, "comment remark post tweet retweet"),
    (Say, THAT | QUOTE, "state"),
    (
        Say,
        THAT | QUOTE | OBJECT,
        "emphasize emphasise stress underscore reiterate repeat mention proclaim declare announce disclose recount relate imply intimate",
    ),
    (Say, THAT | CLAUSE | OBJECT | QUOTE | NOUNISH, "report"),
    (Say, THAT | CLAUSE, "show/shows/showed/shown/showing find/finds/found/finding discover"),
    (Say, THAT | CLAUSE | OBJECT, "indicate estimate"),
    (Say, THAT | QUOTE | HEARER | ABOUT | AGAINST | TO | CLAUSE, "warn caution advise remind inform notify assure reassure persuade convince"),
    (Say, QUOTE | WHETHER | HEARER | TO | ABOUT | FOR, "ask"),
    (Say, QUOTE | WHETHER, "wonder"),
    (Say, QUOTE | WHETHER | OBJECT | NOUNISH, "question"),
    (Say, QUOTE | THAT | ABOUT | AT, "boast brag/brags/bragged/bragging complain joke hint quip/quips/quipped/quipping scoff muse"),
    (Say, QUOTE | AT | NOUNISH, "respond answer shout yell scream chant sneer retort exclaim interject"),
    (Say, QUOTE, "read/reads/read/reading continue boom beam gush beg/begs/begged/begging"),
    (Say, ABOUT | AGAINST, "speak/speaks/spoke/spoken/speaking talk inquire"),
    (Say, AT, "point allude refer/refers/referred/referring"),
    (Say, OBJECT, "describe characterize characterise portray depict label dub/dubs/dubbed/dubbing deem call cite discuss detail outline address"),
    (Say, OBJECT | NOUNISH, "voice quote reference"),
    (Say, OBJECT, "express"),
    (Think, CLAUSE | THAT, "think/thinks/thought/thinking believe feel/feels/felt/feeling reckon assume suspect imagine figure"),
    (Think, CLAUSE | THAT | NOUNISH, "fear worry hope guess doubt wish"),
    (Think, CLAUSE | THAT | WHETHER, "know/knows/knew/known/knowing"),
    (Think, THAT | CLAUSE | OBJECT, "understand/understands/understood/understanding realize realise learn"),
    (Think, TO | THAT | OBJECT, "expect want"),
    (Think, TO, "hope plan/plans/planned/planning intend"),
    (Think, TO | AT | THAT, "agree"),
    (Think, TO | OBJECT, "seek/seeks/sought/seeking prefer/prefers/preferred/preferring"),
    (Think, OBJECT, "consider regard"),
    (Think, OBJECT | NOUNISH, "view"),
    (Think, ABOUT, "learn think/thinks/thought/thinking know/knows/knew/known/knowing"),
    (Demand, THAT | TO | CLAUSE | QUOTE | NOUNISH, "vow pledge promise swear/swears/swore/sworn/swearing"),
    (Demand, TO | AT | NOUNISH, "threaten"),
    (Demand, TO | THAT | OBJECT | NOUNISH, "propose demand recommend"),
    (Demand, TO, "refuse decline"),
    (Demand, OBJECT, "urge encourage implore"),
    (Demand, FOR | NOUNISH, "call push advocate campaign argue vote"),
    (Demand, AGAINST, "argue vote campaign rail"),
    (Accuse, OBJECT | THAT, "deny dispute refute reject dismiss rebut/rebuts/rebutted/rebutting disavow disclaim"),
    (Accuse, OBJECT | NOUNISH, "accuse blame fault"),
    (
        Judge,
        OBJECT,
        "criticize criticise condemn denounce blast slam/slams/slammed/slamming mock ridicule deride decry rip/rips/ripped/ripping bash lambaste lambast assail chide scold rebuke berate skewer disparage insult taunt",
    ),
    (Judge, OBJECT | NOUNISH, "praise applaud support champion favor favour welcome"),
    (Judge, OBJECT, "laud hail commend compliment extol/extols/extolled/extolling tout defend endorse oppose embrace congratulate thank back"),
    (Judge, OBJECT | QUOTE | THAT, "lament"),
    (Judge, AT | NOUNISH, "object react respond"),
    (Judge, FOR, "apologize apologise"),
];

/// Nouns that take `that` and what is said: `the claim that`.
const NOUNS: &str = "claim claims allegation allegations accusation accusations suggestion suggestions assertion assertions belief view statement warning warnings \
    argument notion hope hopes fear fears promise vow pledge report reports rumor rumors rumour rumours complaint complaints concern concerns doubt doubts admission \
    announcement denial insistence conclusion contention charge charges revelation revelations opinion";

/// Nouns of occasions and media: what is said *in a statement*, *on Twitter*, *at a rally*.
const MEDIA: &str = "statement statements interview interviews email e-mail emails tweet tweets speech speeches letter letters memo memos post posts conference briefing rally \
    testimony filing report release appearance twitter facebook telephone phone call message note address debate forum book editorial column article essay op-ed event \
    remarks hearing meeting podcast broadcast radio television tv series show video court";

const DETERMINERS: &str = "a an the this these those some any each every no another several many few both all most one two three four five six seven eight nine ten half dozens hundreds thousands";
const PRONOUNS: &str = "i he she it they we you nobody everyone everybody somebody someone anyone he's she's it's that's there's they're we're i'm you're i've we've they've you've he'd she'd i'd they'd we'd he'll she'll it'll they'll we'll i'll you'll him her them me us himself herself themselves";
const POSSESSIVES: &str = "his its their our my your whose";
const AUXILIARIES: &str = "is are was were be been being am has have had having do does did will would can could may might must shall should ought isn't aren't wasn't weren't hasn't \
    haven't hadn't don't doesn't didn't won't wouldn't can't couldn't shouldn't cannot";
const ADVERBS: &str = "also has once repeatedly not never often always then later previously recently reportedly now still again earlier already first only just even instead publicly privately \
    apparently finally simply clearly immediately quickly frequently consistently continually openly initially subsequently falsely rightly wrongly correctly flatly bluntly strongly \
    sharply harshly vigorously vehemently routinely regularly famously long since soon explicitly specifically directly merely actually really truly probably largely mostly \
    tearfully angrily quietly loudly proudly firmly categorically sarcastically jokingly further furthermore afterwards afterward meanwhile however therefore thus nevertheless too instead tonight today yesterday";
const TIMES: &str = "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight january february march april june july august september october \
    november december jan feb mar apr jun jul aug sep sept oct nov dec";
const PREPOSITIONS: &str = "of for from in at with on to by about against into over under between among during through within without before after across behind beyond near \
    amid toward towards upon via around despite like unlike including following regarding concerning outside inside throughout since until per";
const CONJUNCTIONS: &str =
    "and but or nor so yet because although though while whereas when as if unless whether once than how why where what whenever wherever";
const RELATIVES: &str = "who which whom whose";
const FINITE: &str = "came went got made took gave left kept won lost saw met held ran led put set let became began brought comes goes gets makes takes gives leaves keeps wins loses sees \
    meets holds runs leads puts sets becomes begins brings seems appears seemed appeared remains remained wants needs used tried tries turned turns looked looks moved rose fell grew \
    rises falls started stopped stood sat sent paid spent happened";

/// The class of a word in lower case with straight apostrophes, if it is in any list.
pub(super) fn class_of(lower: &str) -> Option<Class> {
    table().get(lower).copied()
}

/// Whether a word in lower case is an occasion or medium of speech.
pub(super) fn is_medium(lower: &str) -> bool {
    static SET: OnceLock<std::collections::HashSet<&'static str>> = OnceLock::new();
    SET.get_or_init(|| MEDIA.split_whitespace().collect()).contains(lower)
}

fn table() -> &'static HashMap<String, Class> {
    static TABLE: OnceLock<HashMap<String, Class>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: HashMap<String, Class> = HashMap::new();
        for (act, takes, verbs) in VERBS {
            for (word, form) in verbs.split_whitespace().flat_map(forms) {
                let known = if let Some(Class::Verb(cue)) = table.get(&word) { Some(*cue) } else { None };
                let (act, known) = known.map_or((*act, 0), |cue| (cue.act, cue.takes));
                table.insert(word, Class::Verb(Cue { act, takes: takes | known, form }));
            }
        }
        let lists = [
            (FINITE, Class::Finite),
            (ADVERBS, Class::Adverb),
            (CONJUNCTIONS, Class::Conjunction),
            (PREPOSITIONS, Class::Preposition),
            (TIMES, Class::Time),
            (DETERMINERS, Class::Determiner),
            (AUXILIARIES, Class::Auxiliary),
            (PRONOUNS, Class::Pronoun),
            (POSSESSIVES, Class::Possessive),
            (RELATIVES, Class::Relative),
            ("that", Class::That),
            ("to", Class::To),
        ];
        for word in NOUNS.split_whitespace() {
            table.entry(word.to_owned()).or_insert(Class::Noun);
        }
        for (words, class) in lists {
            table.extend(words.split_whitespace().map(|word| (word.to_owned(), class)));
        }
        table
    })
}

/// Whether a word in lower case is a noun that takes `that`.
pub(super) fn is_noun(lower: &str) -> bool {
    static SET: OnceLock<std::collections::HashSet<&'static str>> = OnceLock::new();
    SET.get_or_init(|| NOUNS.split_whitespace().collect()).contains(lower)
}

/// All forms of a verb of the list.
fn forms(entry: &str) -> Vec<(String, Form)> {
    let given: Vec<&str> = entry.split('/').collect();
    if let [base, third, past @ .., present] = given.as_slice()
        && !past.is_empty()
    {
        let past = past.iter().map(|past| ((*past).to_owned(), Form::Past));
        return [((*base).to_owned(), Form::Base), ((*third).to_owned(), Form::Third)]
            .into_iter()
            .chain(past)
            .chain([((*present).to_owned(), Form::Present)])
            .collect();
    }
    let stem = entry.strip_suffix('e').unwrap_or(entry);
    let hisses = ["s", "sh", "ch", "x", "z"].iter().any(|end| entry.ends_with(end));
    let vowel = entry.len() > 1 && entry.get(..entry.len() - 1).is_some_and(|head| head.ends_with(['a', 'e', 'o', 'u']));
    let (third, past) = match entry.strip_suffix('y').filter(|_| !vowel) {
        Some(stem) => (format!("{stem}ies"), format!("{stem}ied")),
        None if hisses => (format!("{entry}es"), format!("{entry}ed")),
        None => (format!("{entry}s"), format!("{stem}ed")),
    };
    let present = if entry.ends_with("ee") { format!("{entry}ing") } else { format!("{stem}ing") };
    vec![(entry.to_owned(), Form::Base), (third, Form::Third), (past, Form::Past), (present, Form::Present)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_have_all_their_forms() {
        let words = |entry: &str| forms(entry).into_iter().map(|(word, _)| word).collect::<Vec<_>>().join(" ");
        assert_eq!(words("deny"), "deny denies denied denying");
        assert_eq!(words("say/says/said/saying"), "say says said saying");
        assert_eq!(words("agree"), "agree agrees agreed agreeing");
        assert_eq!(words("confess"), "confess confesses confessed confessing");
        assert_eq!(words("argue"), "argue argues argued arguing");
        assert_eq!(words("write/writes/wrote/written/writing"), "write writes wrote written writing");
    }

    #[test]
    fn a_verb_of_two_lists_takes_what_both_say() {
        let Some(Class::Verb(cue)) = class_of("hoped") else { unreachable!("a verb") };
        assert_eq!(cue.takes & (TO | CLAUSE), TO | CLAUSE);
    }
}
