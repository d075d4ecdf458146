//! The review of the work of one annotator, be it the only one or one of several.

use super::*;

#[test]
fn the_work_of_one_annotator_is_accepted_rejected_and_corrected() {
    let mut stage = stage(80, 24);
    stage.work(
        "anna",
        &[("claim", "Harbour strike enters third week"), ("actor", "Maren Tolvik"), ("actor", "parliament"), ("quote", "the strike would go on")],
    );
    snapshot("review_alone_80x24", stage.keys("S"));
    stage.keys("ax4");
    assert_eq!((gold(&stage), kept(&stage)), (vec!["c Harbour strike enters third week".to_owned()], 2));
    stage.keys("e");
    assert!(matches!(stage.model.overlay, Some(Overlay::Form(_))) && gold(&stage).len() == 2, "{}", stage.said());
    stage.keys("k2<Esc>");
    assert!(screen(&stage).contains("corrected") && screen(&stage).contains("rejected") && screen(&stage).contains("accepted"), "{}", screen(&stage));
    stage.keys("n");
    stage.keys("x<Esc>");
    assert!(screen(&stage).contains("Review of anna: 4 reviewed, 0 open"), "{}", screen(&stage));
    snapshot("review_alone_120x40", stage.resize(120, 40));
    let reasons = stage.records[GOLD].0.set.ext().values().filter(|entry| entry.contains("does not count")).count();
    assert_eq!(reasons, 1);
}

#[test]
fn the_work_of_one_of_several_is_reviewed_alone() {
    let mut stage = two(80, 24);
    stage.model.review_of = Some("ben".into());
    snapshot("review_of_80x24", stage.keys("S"));
    // Anna has other boundaries: whose is right is said, nothing of hers goes unseen.
    stage.keys("a");
    assert_eq!(stage.said(), "accepted: “Harbour strike enters third week”");
    assert!(stage.keys("x").refused() && kept(&stage) == 1);
    stage.keys("2");
    assert!(matches!(stage.model.overlay, Some(Overlay::ReviewWords { .. })), "ben is told why");
    assert_eq!(stage.said(), "rejected: “Maren Tolvik, minister of ports”");
    stage.keys("1");
    snapshot("review_of_120x40", stage.resize(120, 40));
    stage.resize(80, 24).keys("0<Esc>A");
    assert!(stage.said().contains("2 of ben accepted; all of ben is reviewed, w goes on with the others"), "{}", stage.said());
    let all = ["c Harbour strike enters third week", "a Maren Tolvik", "q “We will not be hurried,”", "a Tolvik"];
    assert_eq!((gold(&stage), kept(&stage)), (all.map(str::to_owned).to_vec(), 5));
    // What was decided on ben's work is decided in the review of all; only anna's is left.
    stage.keys("w");
    assert!(stage.model.review_of.is_none() && screen(&stage).contains("Review: 5 decided, 1 open"), "{}", screen(&stage));
    stage.keys("w");
    assert!(screen(&stage).contains("Review of anna: 5 reviewed, 1 open"), "{}", screen(&stage));
    stage.keys("nx4");
    assert!(stage.said().contains("says why") && kept(&stage) == 6, "{}", stage.said());
    stage.keys("w");
    assert!(screen(&stage).contains("Review of ben"), "{}", screen(&stage));
    // What is taken back is seen, whosever it is.
    stage.keys("uu");
    assert!(screen(&stage).contains("Review: 5 decided, 1 open"), "{}", screen(&stage));
}

#[test]
fn who_has_nothing_here_is_not_reviewed_alone() {
    let mut stage = two(80, 24);
    stage.model.review_of = Some("emil".into());
    stage.keys("S");
    assert!(screen(&stage).contains("Review: 0 decided, 6 open") && stage.said().contains("nothing here is by emil"), "{}", stage.said());
}
