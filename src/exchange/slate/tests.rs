//! Files of SLATE, tried out.

use super::super::tests::read;
use super::*;
use proptest::prelude::*;

const TEXT: &str = "Harbour strike enters week 3\n\n  “We wait,” said Ilse\u{a0}Brandt .\nNorland 👍🏽 acts\n";

fn arrival(lines: &str) -> Arrival {
    read(&Slate, &[("a/s.txt.annotations".to_owned(), lines.as_bytes().to_vec()), ("a/s.txt".to_owned(), TEXT.as_bytes().to_vec())].into()).remove(0)
}

fn seen(arrival: &Arrival) -> Vec<(String, String)> {
    arrival.annotations.iter().map(|annotation| (annotation.label.to_string(), annotation.quoted(&arrival.text))).collect()
}

#[test]
fn words_characters_lines_and_whole_texts_are_labelled() {
    let arrival = arrival(
        "(0, 0) - label:actor claim\n((2, 0), (2, 1)) - quote\n[((2, 3), (2, 4)), (3, 0)] - actor\n((3, 1, 0), (3, 1, 0)) - a-b\n(3,) - line\n2 - line\n() - all\n",
    );
    assert_eq!(arrival.flaws, Vec::<String>::new());
    let pairs = [
        ("actor", "Harbour"),
        ("claim", "Harbour"),
        ("quote", "“We wait,”"),
        ("actor", "Ilse\u{a0}Brandt … Norland"),
        ("a-b", "👍"),
        ("line", "Norland 👍🏽 acts"),
        ("line", "“We wait,” said Ilse\u{a0}Brandt ."),
        ("all", TEXT.trim()),
    ];
    assert_eq!(seen(&arrival), pairs.map(|(label, text)| (label.to_owned(), text.to_owned())));
    assert_eq!(arrival.path.as_deref(), Some("a/s.txt"));
}

#[test]
fn links_are_relations_between_what_they_join() {
    let arrival = arrival("0 2 -\n0 3 -\n3 3 -\n[(0, 0), (3, 0)] -\n");
    assert_eq!((arrival.annotations.len(), arrival.relations.len(), arrival.flaws.len()), (5, 3, 0));
    assert_eq!(arrival.relations[0].from, arrival.relations[1].from);
}

#[test]
fn what_is_no_place_is_told_with_its_line() {
    let arrival = arrival("(9, 9) - x\n(1) - x\nabc - x\n((2, 1), (2, 0)) - x\n((((1)))) - x\n(1, 2 - x\n(0, 0) x\n-\n");
    assert_eq!((arrival.annotations.len(), arrival.flaws.len()), (0, 8), "{:?}", arrival.flaws);
    assert!(arrival.flaws[0].contains("line 1"), "{:?}", arrival.flaws);
}

#[test]
fn a_byte_order_mark_counts_for_slate_and_not_for_us() {
    let text = "\u{feff}Norland acts";
    let lines = "(0, 0) - a\n((0, 0, 1), (0, 0, 3)) - b\n(0, 1) - c\n";
    let arrival = &read(&Slate, &[("s.annotations".to_owned(), lines.as_bytes().to_vec()), ("s".to_owned(), text.as_bytes().to_vec())].into())[0];
    assert_eq!(seen(arrival).into_iter().map(|(_, text)| text).collect::<Vec<_>>(), ["Norland", "Nor", "acts"]);
}

proptest! {
    #[test]
    fn any_lines_are_read_or_refused(lines in "([()\\[\\], 0-9-]{0,20}\n){0,5}", any in ".{0,30}") {
        arrival(&lines);
        arrival(&any);
    }
}
