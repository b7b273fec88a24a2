#![allow(clippy::unwrap_used)]

use chrono_tz::Tz;
use rust_decimal::dec;
use sync_contract::catalog::Sex;
use sync_contract::field::{Time, date};
use sync_contract::ids::MeasurementId;
use sync_contract::read_version::ReadVersion;
use uuid::Uuid;

use super::*;
use crate::growth_references::preterm::Gestation;
use crate::growth_references::value_at;
use crate::measurements::{HowTaken, read};
use crate::timeline::TimelineEvent;

const DAY_US: i64 = 86_400_000_000;
/// 20 November 2026, 10:00 UTC.
const NOW: Time = Time(20_777 * DAY_US + 36_000_000_000);

fn point(kind: MeasureKind, text: &str, days_ago: i64) -> Point {
    Point {
        id: MeasurementId(Uuid::from_u128(u128::try_from(days_ago).unwrap())),
        kind,
        measured: read(kind, text).unwrap(),
        at: Time(NOW.0 - days_ago * DAY_US),
        entered_at: NOW,
        visit: None,
        entered: text.to_owned(),
        is_confirmed: false,
        how: HowTaken::default(),
        seen: ReadVersion::default(),
    }
}

fn chart(
    points: &[Point],
    birth: Option<NaiveDate>,
    query: GrowthQuery,
    sex: Option<EquationSex>,
) -> GrowthView {
    chart_of(points, Person::of(Sex::Unknown, birth), query, sex, None)
}

fn chart_of(
    points: &[Point],
    person: Person,
    query: GrowthQuery,
    sex: Option<EquationSex>,
    parents_cm: Option<(Decimal, Decimal)>,
) -> GrowthView {
    let dated = points.iter().map(|point| Dated {
        on: day_of(point.at, &Tz::UTC),
        point,
    });
    let measured = Measured {
        points: dated.collect(),
        person,
        mother_cm: parents_cm.map(|(mother, _)| mother),
        father_cm: parents_cm.map(|(_, father)| father),
        health: Vec::new(),
    };
    measured.view(query, sex, sex.is_some())
}

const WEIGHT: GrowthQuery = GrowthQuery {
    indicator: Some(Indicator::WeightForAge),
    reference: None,
    sex: None,
    as_z: false,
};

/// A girl of 683 days with 10.4 kg and 84.8 cm lying, whose scores the WHO published: -0.57, -0.07, -0.81, -0.79.
#[test]
fn a_child_is_where_the_publisher_has_it() {
    let birth = Some(date(2025, 1, 6));
    let points = [
        point(MeasureKind::Length, "84.8 cm", 3),
        point(MeasureKind::Weight, "10.4 kg", 0),
    ];
    let z = |indicator| {
        let query = GrowthQuery {
            indicator: Some(indicator),
            ..WEIGHT
        };
        let view = chart(&points, birth, query, Some(EquationSex::Female));
        assert_eq!(view.references, [Reference::Who0To5]);
        assert_eq!(view.curves.len(), 9);
        let point = view.points.last().unwrap();
        (point.age_days, point.z.unwrap().0, point.centile.unwrap().0)
    };
    assert_eq!(z(Indicator::WeightForAge).0, 683);
    assert_eq!(z(Indicator::WeightForAge).1, -0.57);
    assert_eq!(z(Indicator::WeightForLengthHeight).1, -0.81);
    assert_eq!(z(Indicator::BmiForAge).1, -0.79);
    let (age, _, centile) = z(Indicator::LengthHeightForAge);
    assert_eq!(age, 680);
    assert!((45.0..50.0).contains(&centile), "{centile}");
}

#[test]
fn the_reference_follows_the_age_and_a_switch_is_asked_for() {
    let birth = Some(date(2019, 1, 6));
    let points = [point(MeasureKind::Weight, "24 kg", 0)];
    let girl = Some(EquationSex::Female);
    assert_eq!(
        chart(&points, birth, WEIGHT, girl).references,
        [Reference::Who5To19]
    );
    let asked = GrowthQuery {
        reference: Some(Reference::Cdc2000),
        ..WEIGHT
    };
    let view = chart(&points, birth, asked, girl);
    assert_eq!(view.references, [Reference::Cdc2000]);
    assert_eq!(view.curves.len(), 7);
    let by_z = GrowthQuery {
        as_z: true,
        ..WEIGHT
    };
    let labels: Vec<f64> = chart(&points, birth, by_z, girl)
        .curves
        .iter()
        .map(|of| of.label.0)
        .collect();
    assert_eq!(labels, [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]);
}

#[test]
fn without_a_sex_there_are_points_and_no_scores() {
    let points = [point(MeasureKind::Weight, "10.4 kg", 0)];
    let view = chart(&points, Some(date(2025, 1, 6)), WEIGHT, None);
    assert!(view.curves.is_empty());
    assert_eq!((view.points.len(), view.points[0].z), (1, None));
    let view = chart(&points, None, WEIGHT, Some(EquationSex::Male));
    assert!(view.points.is_empty(), "no age");
    assert_eq!(
        view.indicators,
        [
            Indicator::WeightForAge,
            Indicator::WeightForLengthHeight,
            Indicator::BmiForAge,
        ]
    );
}

#[test]
fn a_change_has_the_unit_of_the_age_and_needs_a_week() {
    let points = [
        point(MeasureKind::Weight, "3.5 kg", 100),
        point(MeasureKind::Weight, "3.6 kg", 97),
        point(MeasureKind::Weight, "4.0 kg", 83),
    ];
    let view = chart(
        &points,
        Some(date(2026, 8, 1)),
        WEIGHT,
        Some(EquationSex::Male),
    );
    let changes: Vec<_> = view.points.iter().map(|point| point.change).collect();
    assert_eq!(changes[..2], [None, None]);
    let last = changes[2].unwrap();
    assert_eq!((last.value.0, last.unit), (200.0, GrowthRate::GramsAWeek));
    let height = GrowthQuery {
        indicator: Some(Indicator::LengthHeightForAge),
        ..WEIGHT
    };
    let points = [
        point(MeasureKind::Height, "110 cm", 365),
        point(MeasureKind::Height, "116 cm", 0),
    ];
    let view = chart(
        &points,
        Some(date(2020, 8, 1)),
        height,
        Some(EquationSex::Male),
    );
    let change = view.points[1].change.unwrap();
    assert_eq!(
        (change.value.0, change.unit),
        (6.0, GrowthRate::CentimetresAYear)
    );
}

#[test]
fn a_value_belongs_to_the_size_of_its_month() {
    let bmi = GrowthQuery {
        indicator: Some(Indicator::BmiForAge),
        ..WEIGHT
    };
    let points = [
        point(MeasureKind::Height, "100 cm", 80),
        point(MeasureKind::Weight, "16 kg", 45),
        point(MeasureKind::Weight, "16.3 kg", 1),
        point(MeasureKind::Height, "101 cm", 0),
    ];
    let view = chart(
        &points,
        Some(date(2023, 3, 1)),
        bmi,
        Some(EquationSex::Male),
    );
    assert_eq!(view.points.len(), 1, "35 days apart is no body mass index");
    assert_eq!(view.points[0].value, Figure(16.0));
}

#[test]
fn each_of_two_readings_of_a_day_is_drawn_as_it_was_taken() {
    let mut later = point(MeasureKind::Weight, "14.0 kg", 3);
    later.at = Time(later.at.0 + 3_600_000_000);
    later.id = MeasurementId(Uuid::from_u128(99));
    let points = [point(MeasureKind::Weight, "12.3 kg", 3), later];
    let view = chart(
        &points,
        Some(date(2023, 3, 1)),
        WEIGHT,
        Some(EquationSex::Male),
    );
    let values: Vec<f64> = view.points.iter().map(|point| point.value.0).collect();
    assert_eq!(values, [12.3, 14.0]);
    let ids: Vec<&Id> = view.points.iter().map(|point| &point.id).collect();
    let of = |point: &Point| Id::of(point.id);
    assert_eq!(ids, [&of(&points[0]), &of(&points[1])]);
    assert!(view.points[0].z < view.points[1].z);
}

fn born_early(days_ago: i64, gestation: &str) -> Person {
    let birth = day_of(Time(NOW.0 - days_ago * DAY_US), &Tz::UTC);
    Person {
        gestation: Some(Gestation::read(gestation).unwrap()),
        ..Person::of(Sex::Female, Some(birth))
    }
}

const GIRL: Option<EquationSex> = Some(EquationSex::Female);

/// The girl of 683 days of the WHO's survey, 10.4 kg, -0.57; born at 30 weeks she would be that old at 753 days.
#[test]
fn a_child_born_too_early_has_the_score_of_the_corrected_age() {
    let points = [point(MeasureKind::Weight, "10.4 kg", 0)];
    let view = chart_of(&points, born_early(753, "30"), WEIGHT, GIRL, None);
    let at = &view.points[0];
    assert_eq!(at.z, Some(Figure(-0.57)));
    let corrected = at.corrected.unwrap();
    assert_eq!((at.age_days, corrected.age_days), (753, 683));
    assert_eq!(at.x, Figure::rounded(753.0 / DAYS_A_MONTH, 3));
    assert_eq!(corrected.x, Figure::rounded(683.0 / DAYS_A_MONTH, 3));
    // without the correction she is smaller for her age
    assert!(corrected.uncorrected_z.unwrap().0 < -0.57);
    assert!(corrected.uncorrected_centile < at.centile);
    assert_eq!(view.birth.gestation.as_deref(), Some("30+0"));
    assert_eq!(view.birth.corrected_until_months, Some(24));
    // three weeks later than 32 weeks: corrected for one year only
    let view = chart_of(&points, born_early(753, "33+0"), WEIGHT, GIRL, None);
    assert_eq!(view.points[0].corrected, None);
    assert_eq!(view.birth.corrected_until_months, Some(12));
    let term = chart_of(&points, born_early(683, "37"), WEIGHT, GIRL, None);
    assert_eq!(term.points[0].z, Some(Figure(-0.57)));
    assert_eq!(term.points[0].corrected, None);
}

#[test]
fn before_the_child_was_due_there_is_a_point_and_no_score() {
    let points = [
        point(MeasureKind::Weight, "1.9 kg", 30),
        point(MeasureKind::Weight, "2.9 kg", 0),
    ];
    let view = chart_of(&points, born_early(60, "32"), WEIGHT, GIRL, None);
    let [before, after] = &view.points[..] else {
        panic!("two points");
    };
    assert_eq!(before.corrected.unwrap().age_days, -26);
    assert_eq!(before.z, None);
    assert!(before.corrected.unwrap().uncorrected_z.is_some());
    assert_eq!(after.corrected.unwrap().age_days, 4);
    assert!(after.z.is_some());
    // the change is by the days that passed, whatever the age
    assert_eq!(after.change.unwrap().value, Figure(233.3));
}

#[test]
fn an_estimated_birth_date_and_an_unknown_gestation_are_shown() {
    let points = [point(MeasureKind::Weight, "10.4 kg", 0)];
    let birth = Some(date(2025, 1, 6));
    let exact = chart_of(&points, Person::of(Sex::Female, birth), WEIGHT, GIRL, None);
    assert!(!exact.birth.is_estimated);
    assert!(exact.birth.asks_gestation);
    let estimated = Person {
        is_birth_estimated: true,
        ..Person::of(Sex::Female, birth)
    };
    assert!(
        chart_of(&points, estimated, WEIGHT, GIRL, None)
            .birth
            .is_estimated
    );
    // an older child's age is not corrected, so nothing is asked
    let older = Person::of(Sex::Female, Some(date(2022, 1, 6)));
    assert!(
        !chart_of(&points, older, WEIGHT, GIRL, None)
            .birth
            .asks_gestation
    );
}

const LENGTH: GrowthQuery = GrowthQuery {
    indicator: Some(Indicator::LengthHeightForAge),
    ..WEIGHT
};

#[test]
fn the_parents_heights_give_a_target_on_each_chart_of_height() {
    let points = [point(MeasureKind::Height, "101 cm", 0)];
    let parents = Some((dec!(155), dec!(167)));
    let girl = Person::of(Sex::Female, Some(date(2022, 6, 6)));
    let view = chart_of(&points, girl, LENGTH, GIRL, parents);
    let target = view.target.unwrap();
    assert_eq!(
        (target.height, target.low, target.high),
        (Figure(154.5), Figure(146.0), Figure(163.0))
    );
    assert_eq!(target.reference_title, "WHO Growth Reference 2007");
    // the line of the WHO's table for girls of 19 years: L 1, M 163.1548, S 0.04009
    let z = (154.5 / 163.1548 - 1.0) / 0.04009;
    let centile = crate::growth_references::centile(z);
    assert!((target.centile.unwrap().0 - centile).abs() < 0.05);
    // on the chart of small children the same score is drawn
    let end = target.points.last().unwrap();
    let same = value_at(
        Reference::Who0To5,
        Indicator::LengthHeightForAge,
        EquationSex::Female,
        end.x.0,
        z,
    );
    assert!((end.y.0 - same.unwrap()).abs() < 0.1);
    assert!(end.low < end.y && end.y < end.high);
    // only a chart of height has it, and only with both parents and a sex
    assert_eq!(chart_of(&points, girl, WEIGHT, GIRL, parents).target, None);
    assert_eq!(chart_of(&points, girl, LENGTH, None, parents).target, None);
    assert_eq!(chart_of(&points, girl, LENGTH, GIRL, None).target, None);
}

/// The WHO takes a child who lay for 0.7 cm shorter standing; what is drawn is what is scored.
#[test]
fn a_size_is_drawn_as_the_reference_compares_it() {
    let points = [point(MeasureKind::Length, "92 cm", 0)];
    let three = Person::of(Sex::Female, Some(date(2023, 11, 20)));
    let view = chart_of(&points, three, LENGTH, GIRL, None);
    let at = &view.points[0];
    assert_eq!((at.value, at.y), (Figure(92.0), Figure(91.3)));
    let drawn = value_at(
        at.reference,
        Indicator::LengthHeightForAge,
        EquationSex::Female,
        at.x.0,
        at.z.unwrap().0,
    );
    assert!((drawn.unwrap() - at.y.0).abs() < 0.05);
    let cdc = GrowthQuery {
        reference: Some(Reference::Cdc2000),
        ..LENGTH
    };
    let view = chart_of(&points, three, cdc, GIRL, None);
    assert_eq!(
        view.points[0].y,
        Figure(92.0),
        "the CDC names no difference"
    );
}

/// A boy of 1 January 2020, measured lying and standing, before and after he was five.
fn from_one_to_seven() -> (Vec<Point>, Person) {
    let birth = date(2020, 1, 1);
    let ago = |on: NaiveDate| (date(2026, 11, 20) - on).num_days();
    let points = vec![
        point(MeasureKind::Length, "76 cm", ago(date(2021, 1, 1))),
        point(MeasureKind::Height, "95.5 cm", ago(date(2023, 1, 1))),
        point(MeasureKind::Height, "116 cm", ago(date(2026, 1, 1))),
        point(MeasureKind::Weight, "21 kg", ago(date(2026, 1, 1))),
    ];
    (points, Person::of(Sex::Male, Some(birth)))
}

#[test]
fn each_reading_is_compared_by_the_reference_for_its_age() {
    let (points, boy) = from_one_to_seven();
    let boys = Some(EquationSex::Male);
    let view = chart_of(&points, boy, LENGTH, boys, None);
    assert_eq!(view.references, [Reference::Who0To5, Reference::Who5To19]);
    assert_eq!(
        view.title,
        "WHO Child Growth Standards 2006, WHO Growth Reference 2007"
    );
    let by: Vec<_> = view.points.iter().map(|point| point.reference).collect();
    let [small, large] = [Reference::Who0To5, Reference::Who5To19];
    assert_eq!(by, [small, small, large]);
    assert!(view.points.iter().all(|point| point.z.is_some()));
    // one that was asked for is taken for all of them
    let asked = GrowthQuery {
        reference: Some(large),
        ..LENGTH
    };
    let view = chart_of(&points, boy, asked, boys, None);
    let scored: Vec<bool> = view.points.iter().map(|point| point.z.is_some()).collect();
    assert_eq!(scored, [false, false, true]);
    assert!(view.breaks.is_empty(), "one reference, and all stand");
}

#[test]
fn curves_are_interrupted_where_posture_or_reference_changes() {
    let (points, boy) = from_one_to_seven();
    let boys = Some(EquationSex::Male);
    let view = chart_of(&points, boy, LENGTH, boys, None);
    let upright = Figure::rounded(731.0 / DAYS_A_MONTH, 3);
    let (before, after) = (Reference::Who0To5, Reference::Who5To19);
    let x = Figure(61.0);
    assert_eq!(
        view.breaks,
        [
            GrowthBreak::Posture { x: upright },
            GrowthBreak::Reference { x, before, after },
        ]
    );
    let middle = &view.curves[4];
    assert_eq!((middle.label, middle.sections.len()), (Figure(50.0), 3));
    for (section, next) in middle.sections.iter().zip(&view.breaks) {
        assert!(section.last().unwrap().x < next.x());
    }
    for (section, last) in middle.sections[1..].iter().zip(&view.breaks) {
        assert_eq!(section.first().unwrap().x, last.x());
    }
    // the WHO has a child of two years 0.7 cm shorter standing than it was lying the day before
    let step = middle.sections[0].last().unwrap().y.0 - middle.sections[1][0].y.0;
    assert!((0.6..0.75).contains(&step), "{step}");
    let of = |indicator, reference| {
        let query = GrowthQuery {
            indicator: Some(indicator),
            reference,
            ..LENGTH
        };
        chart_of(&points, boy, query, boys, None).breaks
    };
    // he was weighed after his fifth birthday alone, and a weight has no posture
    assert_eq!(of(Indicator::WeightForAge, None), []);
    assert_eq!(of(Indicator::WeightForAge, Some(before)), []);
    assert_eq!(
        of(Indicator::WeightForLengthHeight, Some(before)),
        [GrowthBreak::Posture { x: Figure(87.0) }]
    );
    let cdc = GrowthQuery {
        reference: Some(Reference::Cdc2000),
        ..LENGTH
    };
    let view = chart_of(&points, boy, cdc, boys, None);
    assert_eq!(view.breaks, [GrowthBreak::Posture { x: Figure(24.0) }]);
}

#[test]
fn events_stand_at_the_age_at_which_they_happened() {
    let birth = date(2025, 3, 10);
    let event = |on: &str, first, last| HealthEvent {
        on: on.to_owned(),
        first,
        last,
        event: TimelineEvent::Condition {
            status: None,
            text: on.to_owned(),
        },
    };
    let health = [
        event("2026", date(2026, 1, 1), date(2026, 12, 31)),
        event("2025-03-20", date(2025, 3, 20), date(2025, 3, 20)),
        event("2025", date(2025, 1, 1), date(2025, 3, 12)),
        event("2025-03-09", date(2025, 3, 9), date(2025, 3, 9)),
    ];
    let early = Person {
        gestation: Some(Gestation::read("36").unwrap()),
        ..Person::of(Sex::Female, Some(birth))
    };
    let shown = events::events(&health, early);
    let ages: Vec<_> = shown.iter().map(|of| (&of.on[..], of.age_days)).collect();
    // the middle of what is known, and never before the birth; what was over before it is not of this life
    assert_eq!(ages, [("2025", 0), ("2025-03-20", 10), ("2026", 479)]);
    assert_eq!(shown[1].x, Figure::rounded(10.0 / DAYS_A_MONTH, 3));
    assert_eq!(
        shown[1].corrected_x,
        Some(Figure::rounded(-18.0 / DAYS_A_MONTH, 3))
    );
    assert_eq!(shown[2].corrected_x, None, "corrected until one year");
    assert!(events::events(&health, Person::of(Sex::Female, None)).is_empty());
}

/// The WHO's weight for age ends at ten years.
#[test]
fn a_chart_begins_with_what_has_a_reference_at_the_age() {
    let points = [
        point(MeasureKind::Weight, "34 kg", 400),
        point(MeasureKind::Height, "143 cm", 1),
        point(MeasureKind::Weight, "37.5 kg", 0),
    ];
    let begins = |birth, points: &[Point], reference| {
        let query = GrowthQuery {
            indicator: None,
            reference,
            ..WEIGHT
        };
        let child = Person::of(Sex::Male, Some(birth));
        chart_of(points, child, query, None, None).indicator
    };
    let (nine, eleven) = (date(2017, 11, 20), date(2015, 8, 10));
    assert_eq!(begins(nine, &points, None), Indicator::WeightForAge);
    assert_eq!(begins(eleven, &points, None), Indicator::BmiForAge);
    let cdc = Some(Reference::Cdc2000);
    assert_eq!(begins(eleven, &points, cdc), Indicator::WeightForAge);
    let height_alone = &points[1..2];
    assert_eq!(
        begins(eleven, height_alone, None),
        Indicator::LengthHeightForAge
    );
    // where nothing has one, it says so of the weight
    assert_eq!(begins(eleven, &points[..1], None), Indicator::WeightForAge);
}

mod units;
