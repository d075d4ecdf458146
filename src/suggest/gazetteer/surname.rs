//! Surnames: which names may be called by their last word alone.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Letters of a surname at least.
const LETTERS: usize = 4;

/// Words of bodies and places: `Foreign Office` is not called `Office`, `Port Selden` is not a person called `Selden`.
static BODIES: LazyLock<HashSet<&str>> = LazyLock::new(|| LIST.split_whitespace().collect());

const LIST: &str = "academy agency air airlines airport alliance army assembly association authority avenue bank bay beach board borough bridge bureau \
    cabinet cape castle central centre center chamber channel church city club coalition coast college command commission committee company confederation \
    congress control corps council county court department district division east eastern embassy express falls federation ferries ferry fleet force forces \
    fort foundation front fund government great group guard guards guild gulf gazette harbor harbour herald high hills hospital hotel house institute \
    international island islands journal kingdom lake league library lines mail market media mills ministry mission mount mountain movement museum national \
    nations navy network new news north northern office old organisation organization park parliament party patrol police port post power press radio railway \
    reform republic river road royal rovers saint school sea senate service services shipping society south southern square states station street syndicate \
    team television times today town trade transport trust union united university valley village ward watch west western wharf workers works world";

/// The last word of a full name, when the name may be meant by it: two words at least, all with a capital, the last of four
/// letters at least, none of them a word of bodies.
pub(super) fn surname(form: &str) -> Option<&str> {
    let (before, last) = form.rsplit_once(' ')?;
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let known = |word: &str| BODIES.contains(word.to_lowercase().as_str());
    let letters = last.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'')) && last.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS;
    let shouted = last.chars().all(|c| !c.is_lowercase());
    let name = before.split(' ').chain([last]).all(|word| capital(word) && !known(word));
    (letters && !shouted && name).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_have_surnames_and_bodies_have_none() {
        for (form, last) in [
            ("Ilse Brandt", Some("Brandt")),
            ("J. K. Orlov", Some("Orlov")),
            ("Dana Al-Rashid", Some("Al-Rashid")),
            ("Brandt", None),
            ("Li Wu", None),
            ("Foreign Office", None),
            ("Port Selden", None),
            ("Bank of Norland", None),
            ("ILSE BRANDT", None),
            ("at least ten Crews", None),
        ] {
            assert_eq!(surname(form), last, "{form}");
        }
    }
}
