//! Moving the caret: every motion, with counts and at the ends.

use super::harness::{Stage, check, check_at, refuses};

#[test]
fn words() {
    for key in ["l", "w", "<Right>"] {
        check("The [minister], Ilse", key, "The minister, [Ilse]");
        check("The minister, [Ilse]", key, "The minister, [Ilse]");
    }
    for key in ["h", "b", "<Left>"] {
        check("The minister, [Ilse]", key, "The [minister], Ilse");
        check("[The] minister", key, "[The] minister");
    }
    check("[One] two\nthree four", "3l", "One two\nthree [four]");
    check("One two\nthree [four]", "12h", "[One] two\nthree four");
    check("[Norland]’s envoy", "l", "Norland’s [envoy]");
}

#[test]
fn rows_keep_the_column_over_short_ones() {
    // 40 columns leave 33 for text.
    let text = "alpha bravo charlie delta [echo] foxtrot golf hotel india juliet";
    check_at(40, text, "j", "alpha bravo charlie delta echo foxtrot golf hotel india [juliet]");
    check_at(40, text, "jk", "alpha bravo charlie delta [echo] foxtrot golf hotel india juliet");
    check("one two [three]\nfour\nfive six seven", "jj", "one two three\nfour\nfive six [seven]");
    check("one two [three]\nfour\nfive six seven", "<Down><Down>", "one two three\nfour\nfive six [seven]");
    check("one two [three]\nfour\nfive six seven", "2j", "one two three\nfour\nfive six [seven]");
    check("one two three\nfour\nfive six [seven]", "2k", "one two [three]\nfour\nfive six seven");
    check("one two three\nfour\nfive six [seven]", "<Up>", "one two three\n[four]\nfive six seven");
    check("[one] two\nthree", "99j", "one two\n[three]");
}

#[test]
fn characters_move_the_bare_caret_by_words() {
    check("[One] two three", "L", "One [two] three");
    check("One two [three]", "H", "One [two] three");
    check("One two [three]", "<M-Left><M-Left><M-Right>", "One [two] three");
}

#[test]
fn sentences_and_paragraphs() {
    check("One [two]. Three four.\nFive six.", ")", "One two. [Three] four.\nFive six.");
    check("One [two]. Three four.\nFive six.", "2)", "One two. Three four.\n[Five] six.");
    check("One two. Three four.\nFive [six].", "(", "One two. Three four.\n[Five] six.");
    check("One two. Three four.\n[Five] six.", "2(", "[One] two. Three four.\nFive six.");
    check("One [two].\nThree.\nFour.", "}", "One two.\n[Three].\nFour.");
    check("One [two].\nThree.\nFour.", "2J", "One two.\nThree.\n[Four].");
    check("One two.\nThree.\nFour [five].", "{", "One two.\nThree.\n[Four] five.");
    check("One two.\nThree.\nFour [five].", "2<M-Up>", "One two.\n[Three].\nFour five.");
    check("He left the [U.K.] on Sept. 19. She stayed.", ")", "He left the U.K. on Sept. 19. [She] stayed.");
}

#[test]
fn the_ends_of_rows_and_of_the_article() {
    check("one [two] three\nfour", "0", "[one] two three\nfour");
    check("one [two] three\nfour", "<Home>", "[one] two three\nfour");
    check("one [two] three\nfour", "$", "one two [three]\nfour");
    check("one [two] three.\nfour", "<End>", "one two three[.]\nfour");
    check("one [two] three\nfour five", "G", "one two three\nfour [five]");
    check("one two three\nfour [five]", "g", "[one] two three\nfour five");
    // Zero goes on with a count, and begins none.
    check("[a] b c d e f g h i j k l", "10l", "a b c d e f g h i j [k] l");
    check("a b [c]", "0", "[a] b c");
}

/// A page of 18 lines with 50 blocks of a row each.
fn long() -> Stage {
    let text = (0..50).map(|n| format!("row{n} word")).collect::<Vec<_>>().join("\n");
    Stage::plain(&text, 60, 22)
}

#[test]
fn pages_and_halves_go_there_and_back() {
    let mut stage = long();
    let down = stage.keys("<PageDown>").caret().to_owned();
    assert_ne!(down, "row0");
    assert_eq!(long().keys("<Space>").caret(), down);
    assert_eq!(long().keys("<Space><Backspace>").caret(), "row0");
    assert_eq!(long().keys("<PageDown><PageUp>").caret(), "row0");
    let half = long().keys("<C-d>").caret().to_owned();
    assert!(half != "row0" && half != down, "{half}");
    assert_eq!(long().keys("<C-d><C-u>").caret(), "row0");
    assert_eq!(long().keys("99<Space>").caret(), "row49");
    assert_eq!(long().keys("G099<Backspace>").caret(), "row0");
}

#[test]
fn three_rows_of_context_stay_around_the_caret() {
    let mut stage = long();
    for key in ["j", "k"] {
        for _ in 0..49 {
            stage.keys(key);
            let desk = stage.model.desk.as_mut().unwrap();
            let line = desk.page.line_of(desk.caret.start).unwrap();
            let (height, number) = (desk.page.height(), desk.text().slice(desk.caret)[3..].parse::<usize>().unwrap());
            let near_end = !(2..48).contains(&number);
            assert!(near_end || line >= 3 && line + 3 < height, "row{number} on line {line} of {height}");
        }
    }
}

#[test]
fn a_jump_takes_two_labels_or_one_and_enter() {
    // Labels in reading order: a s d f g h.
    check("[One] two three four five", "fsf", "One «[two] three four» five");
    check("[One] two three four five", "ffs", "One «[two] three four» five");
    check("[One] two three four five", "fd<Enter>", "One two «[three]» four five");
    check("[One] two three four five", "fd<Esc>", "One two [three] four five");
    check("One [two] three four five", "f<Esc>", "One [two] three four five");
    check("One [two] three four five", "f<C-c>", "One [two] three four five");
    let stage = refuses("One [two] three", "fq", "no word is labelled q");
    assert!(stage.refused());
}

#[test]
fn many_words_have_labels_of_two_letters() {
    let text = (0..40).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    assert_eq!(Stage::plain(&text, 80, 24).keys("fasad").selected(), "w1 w2");
    assert_eq!(Stage::plain(&text, 80, 24).keys("fa<Backspace>asad").selected(), "w1 w2");
    assert_eq!(Stage::plain(&text, 80, 24).keys("fas<Enter>").selected(), "w1");
}

#[test]
fn search_is_incremental_and_selects_the_hit() {
    check("[One] two three two", "/t", "One «[two]» three two");
    check("[One] two three two", "/th", "One two «[three]» two");
    check("[One] two three two", "/th<Backspace><Backspace>", "[One] two three two");
    check("[One] two three two", "/two<Enter>", "One «[two]» three two");
    check("[One] two three two", "/two<Enter>n", "One two three «[two]»");
    check("[One] two three two", "/two<Enter>nn", "One «[two]» three two");
    check("[One] two three two", "/two<Enter>N", "One two three «[two]»");
    check("One [two] three two", "/three<Esc>", "One [two] three two");
    check("[One] two three two", "/two<Enter>l", "One two [three] two");
    check("One [two] three", "/nothing<Enter>", "One [two] three");
}

#[test]
fn leaving_a_search_restores_all_that_was_there() {
    check("One «[two] three» four", "/four<Esc>", "One «[two] three» four");
    check("One [two] three four", "vl/four<Esc>l", "One «two three [four]»");
    check("[One] two three two", "/two<Enter>/three<Esc>n", "One two three «[two]»");
    check("[One] two three two", "/two<Enter><Esc>n", "One two three «[two]»");
    let mut stage = long();
    let top = |stage: &Stage| stage.model.desk.as_ref().unwrap().page.top();
    stage.keys("12jkk");
    let before = (top(&stage), stage.caret().to_owned());
    assert_ne!(top(stage.keys("/row45")), before.0);
    assert_eq!((top(stage.keys("<Esc>")), stage.caret().to_owned()), before);
}

#[test]
fn the_hit_under_the_caret_is_the_first_one() {
    check("[One] two one", "/one", "«[One]» two one");
    check("Two [one] two one", "/one", "Two «[one]» two one");
}

#[test]
fn the_next_hit_of_a_part_of_words_goes_on() {
    check("[The] minister, a sister and a mister", "/ster<Enter>n", "The minister, a «[sister]» and a mister");
    check("[The] minister, a sister and a mister", "/ster<Enter>nn", "The minister, a sister and a «[mister]»");
    check("[The] minister, a sister and a mister", "/ster<Enter>nnN", "The minister, a «[sister]» and a mister");
    check("[The] minister, a sister and a mister", "/ster<Enter>2n", "The minister, a sister and a «[mister]»");
}

#[test]
fn search_reads_typographic_forms_as_plain_ones_and_capitals_as_meant() {
    check("[The] “an\u{a0}imminent” risk", "/\"an imm", "The «[“]an\u{a0}imminent»” risk");
    check("[The] guard, Ilse\u{a0}Brandt’s", "/brandt's", "The guard, Ilse\u{a0}«[Brandt]’s»");
    check("[an] iran Iran", "/Iran", "an iran «[Iran]»");
    check("[an] iran Iran", "/iran", "an «[iran]» Iran");
}

#[test]
fn a_count_is_cancelled_by_escape_and_by_an_unknown_key() {
    check("[a] b c d", "3<C-c>l", "a [b] c d");
    check("[a] b c d", "3<F9>l", "a [b] c d");
    check("[a] b c d", "3<Esc>l", "a [b] c d");
}

#[test]
fn keys_without_a_meaning_say_so() {
    refuses("[One] two", "<F9>", "F9 does nothing here; ? shows all keys");
    refuses("[One] two", "o", "o does nothing here");
    refuses("[One] two", "n", "nothing to look for yet");
}

#[test]
fn motions_at_the_ends_stay_and_hold() {
    for keys in ["l", "j", ")", "}", "G", "$", "<PageDown>", "<C-d>", "L"] {
        check("One [two]", keys, "One [two]");
    }
    for keys in ["h", "k", "(", "{", "g", "0", "<PageUp>", "<C-u>", "H"] {
        check("[One] two", keys, "[One] two");
    }
}
