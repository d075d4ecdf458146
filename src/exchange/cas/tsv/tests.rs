//! `WebAnno` TSV, tried out.

use std::collections::BTreeMap;

use super::super::{CasXmi, WebAnno};
use crate::annotation::{Annotation, Origin, Relation};
use crate::article::{Article, Span, Text};
use crate::exchange::tests::{read as read_files, written as written_files};
use crate::exchange::{Arrival, Format, Input, Loss, sample};

fn read(file: &str) -> Result<Arrival, String> {
    let chosen = BTreeMap::new();
    let input = Input {
        name: "a/story.txt.tsv",
        bytes: file.as_bytes(),
        line: 0,
        beside: &|_| None,
        chosen: &chosen,
        format: "webanno",
        now: jiff::Timestamp::UNIX_EPOCH,
    };
    let mut all = Vec::new();
    WebAnno.read(&input, &mut |arrival| all.push(arrival))?;
    Ok(all.remove(0))
}

fn seen(arrival: &Arrival) -> Vec<String> {
    let text = |one: &Annotation| one.spans.iter().map(|span| arrival.text.slice(*span)).collect::<Vec<_>>().join("|");
    arrival.annotations.iter().map(|one| format!("{} {}", one.label, text(one))).collect()
}

fn links(arrival: &Arrival) -> Vec<String> {
    let label = |id: &crate::annotation::Id| arrival.annotations.iter().find(|one| one.id == *id).unwrap().label.to_string();
    arrival.relations.iter().map(|one: &Relation| format!("{} {} {}", label(&one.from), one.kind, label(&one.to))).collect()
}

#[test]
fn golden() {
    let (files, _) = written_files(&WebAnno, &[sample::document()], &sample::plan());
    insta::assert_snapshot!(String::from_utf8_lossy(&files["news/harbour strike.txt.tsv"]));
}

#[test]
fn parts_of_tokens_white_space_and_every_escape_come_back() {
    let text = "  Port|side [crews]\tleft\\.\n\n\n👍🏽 Norland_Ships*;->\u{1}\u{c} A. B.\nlast";
    let mut document = sample::bare();
    document.article = Article::new(Text::new(text));
    let on = |id: &str, label: &str, words: &str| {
        let start = text.find(words).unwrap() as u32;
        let span = Span { start, end: start + words.len() as u32 };
        Annotation::new(id.into(), label.into(), vec![span], Origin::Human, jiff::Timestamp::UNIX_EPOCH)
    };
    let mut noted = on("1", "a|b[1]_*;->\\", "side [crews]\tleft\\.\n\n\n👍🏽 Nor");
    noted.note = "tab\tline\r\nend\\".into();
    let all = vec![noted, on("2", "x", "and_Ship"), on("3", "x\\", "and"), on("4", "\\", "Norland_Ships"), on("5", "white", "\n\n\n"), on("6", "edge", " A. ")];
    document.annotations = sample::shared(all.clone());
    let mut piece = crate::exchange::Piece::default();
    WebAnno.write(&document, &sample::plan(), &mut piece);
    assert_eq!((piece.losses.of(Loss::Blank), piece.losses.of(Loss::CutAtEdge), piece.losses.of(Loss::White)), (1, 1, 0));
    let arrival = read(&String::from_utf8(piece.files.remove(0).1).unwrap()).unwrap();
    assert_eq!(arrival.text.as_str(), text);
    assert_eq!(arrival.flaws, Vec::<String>::new());
    for one in all.iter().take(4) {
        let back = arrival.annotations.iter().find(|back| back.id == one.id).unwrap();
        assert_eq!((&back.label, &back.spans, &back.note), (&one.label, &one.spans, &one.note));
    }
    assert!(seen(&arrival).contains(&"edge A.".to_owned()));
}

#[test]
fn what_other_tools_write_is_read() {
    let file = "#FORMAT=WebAnno TSV 3.2\n#T_SP=webanno.custom.Act|ROLE_webanno.custom.Act:roles_webanno.custom.ActRolesLink|uima.tcas.Annotation|value\n\
        #T_SP=webanno.custom.Mark\n#T_CH=webanno.custom.CorefLink|referenceRelation|referenceType\n#T_RL=webanno.custom.Rel|value|BT_webanno.custom.Mark\n\
        #T_RL=webanno.custom.Bare|BT_webanno.custom.Act\n\n\n\
        #Text=Ilse Brandt met\n#Text=Jan .\n1-1\t0-4\tIlse\t_\t_\t_\t*[1]\t*->1-1\tname[1]\t_\t_\t_\t\n1-2\t5-11\tBrandt\t_\t_\t_\t*[1]|*[2]\t*->1-1\tname[1]\t_\t_\t_\t\n\
        1-3\t12-15\tmet\twho;*\t1-1[1];1-4\tmeeting\t_\t_\t_\t_\t_\t_\t\n1-4\t16-19\tJan\t*\t*\tman\t*\t*->1-2\tname[1]\tknows|*\t1-1[1_0]|1-2[2_0]\t1-3\t\n\
        1-4.1\t17-19\tan\t_\t_\t_\t_\t_\t_\t_\t_\t_\t\n1-5\t20-21\t.\t_\t_\t_\t_\t_\t_\t_\t_\t_\t\n\n#Text=End\n2-1\t24-27\tEnd\t_\t_\t_\t_\t_\t_\t_\t_\t_\t\n";
    for file in [file.to_owned(), file.replace('\n', "\r\n")] {
        let arrival = read(&file).unwrap();
        assert_eq!((arrival.text.as_str(), arrival.path.as_deref()), ("Ilse Brandt met\nJan .\n  End", Some("a/story.txt")));
        let expected = ["Mark Ilse Brandt", "CorefLink Ilse Brandt", "Mark Brandt", "meeting met", "man Jan", "Mark Jan", "CorefLink Jan"];
        assert_eq!(seen(&arrival), expected);
        let links = links(&arrival);
        assert_eq!(links, ["Mark knows Mark", "Mark Rel Mark", "meeting Bare man", "CorefLink next CorefLink", "meeting who Mark", "meeting roles man"]);
        assert_eq!(arrival.flaws, Vec::<String>::new());
    }
}

#[test]
fn files_that_are_no_tsv_are_refused() {
    let head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=a.B|c\n\n\n";
    for file in [
        " # a.B | c\n",
        "",
        &format!("{head}#Text=x\n1-1\t0\tx\t_\n"),
        &format!("{head}#Text=x\n1-1\t0-1\tx\n"),
        &format!("{head}#Text=x\n1-1\t99999999-2\tx\t_\n"),
    ] {
        assert!(read(file).is_err(), "{file}");
    }
    assert!(read(head).is_ok());
}

#[test]
fn it_says_what_xmi_says() {
    let documents = [sample::document()];
    let of = |format: &dyn Format| {
        let (files, _) = written_files(format, &documents, &sample::plan());
        let arrival = read_files(format, &files).remove(0);
        (seen(&arrival), links(&arrival))
    };
    assert_eq!(of(&WebAnno), of(&CasXmi));
}
