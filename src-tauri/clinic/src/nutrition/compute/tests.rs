#![allow(clippy::unwrap_used)]
use super::*;

fn growth(text: &str) -> (String, ComputedFile) {
    let mut out = Vec::new();
    let growth = Computation::Growth(Reference::Who0To5);
    let computed = compute(growth, text.as_bytes(), &mut out).unwrap();
    (String::from_utf8(out).unwrap(), computed)
}

#[test]
fn a_child_gets_scores_behind_what_was_given() {
    let (out, computed) = growth(
        "id,sex,age_months,weight_kg,length_height_cm,measured,oedema,muac_cm\n\
         a,2,22.45,10.4,84.8,l,n,14.9\n\
         b,2,22.45,10.4,84.8,L,y,NA\n",
    );
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(
        lines[0],
        "id,sex,age_months,weight_kg,length_height_cm,measured,oedema,muac_cm,\
         waz,haz,whz,baz,hcz,acz,tsz,ssz,flag,error"
    );
    assert_eq!(
        lines[1],
        "a,2,22.45,10.4,84.8,l,n,14.9,-0.57,-0.07,-0.81,-0.79,,0.11,,,,"
    );
    assert_eq!(lines[2], "b,2,22.45,10.4,84.8,L,y,NA,,-0.07,,,,,,,,");
    assert_eq!((computed.lines, computed.errors), (2, Vec::new()));
}

#[test]
fn a_value_in_quotes_may_have_a_decimal_comma() {
    let (out, computed) = growth(
        "sex,age_days,weight_kg,length_height_cm\n\
         1,683,\"10,25\",\"84,8\"\n\
         1,683,10.25,84.8\n\
         1,683,\"10,250\",84.8\n",
    );
    let lines: Vec<&str> = out.lines().collect();
    let scores = |line: &str| {
        line.rsplit(',')
            .take(10)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(scores(lines[1]), scores(lines[2]));
    // it is another number in another country
    assert_eq!(computed.errors.len(), 1);
    assert!(computed.errors[0].1.starts_with("weight_kg: `10,250`"));
}

#[test]
fn a_broken_line_gets_a_sentence_and_the_others_their_scores() {
    let (out, computed) = growth(
        "sex,age_days,weight_kg,length_height_cm,oedema,error\n\
         1,683,ten,84.8,n,before\n\
         ,683,10,84.8,n,\n\
         1,683,10\n\
         1,-4,10,84.8,n,\n\
         1,683,3,84.8,n,\n\
         1,683,10,84.8,x,\n",
    );
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(
        lines[0],
        "sex,age_days,weight_kg,length_height_cm,oedema,error,waz,haz,whz,baz,hcz,acz,tsz,ssz,flag"
    );
    let numbers: Vec<u64> = computed.errors.iter().map(|(line, _)| *line).collect();
    assert_eq!(numbers, [2, 3, 4, 5, 7]);
    assert!(
        lines[1].contains("weight_kg: `ten` is not a number"),
        "{}",
        lines[1]
    );
    assert!(
        !lines[1].contains("before") && lines[1].ends_with(",,-0.55,,,,,,,"),
        "{}",
        lines[1]
    );
    assert!(computed.errors[1].1.starts_with("sex: "));
    assert!(computed.errors[2].1.starts_with("The line has 3 values"));
    assert!(
        computed.errors[3]
            .1
            .contains("age_days: -4 is not possible")
    );
    assert!(computed.errors[4].1.contains("oedema: `x`"));
    assert!(lines[4].ends_with(",,,,,,,,,"), "{}", lines[4]);
    assert!(lines[5].ends_with("waz whz baz"), "{}", lines[5]);
    assert!(lines[6].ends_with(",,-0.55,,,,,,,"), "{}", lines[6]);
}

#[test]
fn a_file_that_is_no_table_of_children_is_refused_entirely() {
    for text in [
        "",
        "id,age_days\n1,2\n",
        "sex,SEX\n1,1\n",
        "sex;age_days\n1;2\n",
        "sex\n\"1\n",
    ] {
        let growth = Computation::Growth(Reference::Cdc2000);
        let refused = compute(growth, text.as_bytes(), &mut Vec::new());
        assert!(matches!(refused, Err(Failed::Unreadable(_))), "{text}");
    }
}

/// The published cases as they are, through the file: an added column that was there is replaced by what is computed.
#[test]
fn the_published_cases_come_back_with_their_results() {
    for (computation, cases, expected, result) in [
        (
            Computation::Formulas,
            include_str!("../../../../../seeds/reference/nutrition/formulas.csv"),
            "expected",
            "result",
        ),
        (
            Computation::Screening,
            include_str!("../../../../../seeds/reference/nutrition/screening.csv"),
            "score",
            "score",
        ),
    ] {
        let mut out = Vec::new();
        let computed = compute(computation, cases.as_bytes(), &mut out).unwrap();
        assert!(
            computed.lines > 50 && computed.errors.is_empty(),
            "{computed:?}"
        );
        let published = read(cases.as_bytes()).unwrap();
        let ours = read(&out).unwrap();
        let column = |table: &Table, name: &str| {
            let column = table.headers.iter().position(|heading| heading == name);
            column.unwrap()
        };
        let (expected, result) = (column(&published, expected), column(&ours, result));
        for (theirs, ours) in published.records.iter().zip(&ours.records) {
            assert_eq!(ours.values[result], theirs.values[expected], "{theirs:?}");
        }
    }
}

#[test]
fn a_case_that_cannot_be_computed_is_explained() {
    let mut out = Vec::new();
    let cases =
        "id,formula,inputs\na,bmi,weight_kg=70\nb,none,x=1\nc,bmi,weight_kg=70;height_cm=175\n";
    let computed = compute(Computation::Formulas, cases.as_bytes(), &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert_eq!(computed.errors.len(), 2, "{out}");
    assert!(
        out.ends_with("c,bmi,weight_kg=70;height_cm=175,22.9,kg/m2,\n"),
        "{out}"
    );
    let refused = compute(Computation::Screening, b"id,inputs\n1,x\n", &mut Vec::new());
    assert!(matches!(
        refused,
        Err(Failed::Unreadable(Unreadable::MissingColumn("tool")))
    ));
}
