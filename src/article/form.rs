//! Forms of a name: how two spellings are told to be the same name, whatever the typesetter did.

/// The form as it is kept: white space is single spaces, a possessive clitic at its end is off.
#[must_use]
pub fn bare_form(text: &str) -> String {
    let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let clitic = ["’s", "'s", "’S", "'S"].iter().find_map(|clitic| spaced.strip_suffix(clitic));
    let plural = || ["s’", "s'", "S’", "S'"].iter().any(|end| spaced.ends_with(end)).then(|| spaced.trim_end_matches(['’', '\'']));
    let bare = clitic.or_else(plural).map(str::trim_end).filter(|bare| !bare.is_empty());
    bare.map(str::to_owned).unwrap_or(spaced)
}

/// The form as it is compared: bare, with straight apostrophes.
#[must_use]
pub fn folded_form(text: &str) -> String {
    bare_form(text).replace(['’', '‘', 'ʼ'], "'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn typesetting_and_possessives_do_not_part_a_name_from_itself() {
        for (text, form) in [
            ("Ilse\u{a0}Brandt’s", "Ilse Brandt"),
            ("  Ilse \n Brandt ", "Ilse Brandt"),
            ("the dockers’", "the dockers"),
            ("U.K.’s", "U.K."),
            ("O’Neill", "O’Neill"),
            ("’s", "’s"),
            ("", ""),
        ] {
            assert_eq!(bare_form(text), form, "{text}");
        }
        assert_eq!(folded_form("O’Neill's"), "O'Neill");
    }

    proptest! {
        #[test]
        fn a_form_holds_no_odd_space_and_is_never_lost(text in "[a-zs’' \u{a0}\u{202f}\n]{0,12}") {
            let form = bare_form(&text);
            prop_assert_eq!(form.is_empty(), text.trim().is_empty());
            let odd = form.contains(['\u{a0}', '\u{202f}', '\n']);
            prop_assert!(!odd && form.trim() == form);
        }
    }
}
