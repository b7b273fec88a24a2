#![allow(clippy::unwrap_used)]

use chrono_tz::Tz;
use sync_contract::catalog::Sex;
use sync_contract::field::{Time, date};
use sync_contract::ids::MeasurementId;
use uuid::Uuid;

use super::*;
use crate::measurements::read;
use crate::view::ReadVersionToken;

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
        seen: ReadVersionToken(String::new()),
    }
}

fn chart(
    points: &[Point],
    birth: Option<NaiveDate>,
    query: GrowthQuery,
    sex: Option<EquationSex>,
) -> GrowthView {
    let dated = points.iter().map(|point| Dated {
        on: day_of(point.at, &Tz::UTC),
        point,
    });
    let measured = Measured {
        points: dated.collect(),
        person: Person {
            sex: Sex::Unknown,
            birth_date: birth,
        },
    };
    measured.view(query, sex, sex.is_some())
}

const WEIGHT: GrowthQuery = GrowthQuery {
    indicator: Indicator::WeightForAge,
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
            indicator,
            ..WEIGHT
        };
        let view = chart(&points, birth, query, Some(EquationSex::Female));
        assert_eq!(view.reference, Reference::Who0To5);
        assert_eq!(view.curves.len(), WHO_CENTILES.len());
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
        chart(&points, birth, WEIGHT, girl).reference,
        Reference::Who5To19
    );
    let asked = GrowthQuery {
        reference: Some(Reference::Cdc2000),
        ..WEIGHT
    };
    let view = chart(&points, birth, asked, girl);
    assert_eq!((view.reference, view.curves.len()), (Reference::Cdc2000, 7));
    let by_z = GrowthQuery {
        as_z: true,
        ..WEIGHT
    };
    let labels: Vec<f64> = chart(&points, birth, by_z, girl)
        .curves
        .iter()
        .map(|of| of.label.0)
        .collect();
    assert_eq!(labels, Z_LINES);
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
        indicator: Indicator::LengthHeightForAge,
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
        indicator: Indicator::BmiForAge,
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
    let points = [point(MeasureKind::Weight, "12.3 kg", 3), later];
    let view = chart(
        &points,
        Some(date(2023, 3, 1)),
        WEIGHT,
        Some(EquationSex::Male),
    );
    let values: Vec<f64> = view.points.iter().map(|point| point.value.0).collect();
    assert_eq!(values, [12.3, 14.0]);
    assert!(view.points[0].z < view.points[1].z);
}
