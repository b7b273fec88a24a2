#![allow(clippy::unwrap_used)]

use sync_contract::catalog::Sex;
use sync_contract::field::date;
use uuid::Uuid;

use super::*;
use crate::growth_references::{Child, Posture, score_of};
use crate::measurements::centile::shown_z;
use crate::measurements::{Measure, MeasurementContext, RangeClass, read};
use crate::sex::EquationSex;
use rust_decimal::dec;

const DAY_US: i64 = 86_400_000_000;
/// 20 November 2026, 10:00 UTC.
const NOW: Time = Time(20_777 * DAY_US + 36_000_000_000);
const VISIT: VisitId = VisitId(Uuid::from_u128(77));

fn point(kind: MeasureKind, text: &str, days_ago: i64, visit: Option<VisitId>) -> Point {
    Point {
        id: MeasurementId(Uuid::from_u128(u128::try_from(days_ago).unwrap())),
        kind,
        measured: read(kind, text).unwrap(),
        at: Time(NOW.0 - days_ago * DAY_US),
        entered_at: NOW,
        visit,
        entered: text.to_owned(),
        is_confirmed: false,
        how: HowTaken::default(),
        seen: ReadVersion::default(),
    }
}

fn adult() -> Person {
    Person::of(Sex::Female, Some(date(1992, 3, 12)))
}

fn history() -> Vec<Point> {
    vec![
        point(MeasureKind::Height, "165 cm", 200, None),
        point(MeasureKind::Weight, "80 kg", 184, None),
        point(MeasureKind::Weight, "76 kg", 92, None),
        point(MeasureKind::Weight, "74 kg", 30, None),
        point(MeasureKind::Weight, "159 lb", 0, Some(VISIT)),
    ]
}

#[test]
fn a_value_has_how_it_was_taken_wherever_it_is_shown() {
    let fasting = HowTaken {
        context: Some(MeasurementContext::Fasting),
        ..HowTaken::default()
    };
    let mut points = history();
    let before = point(MeasureKind::Glucose, "9 mmol/L", 10, None);
    let mut glucose = point(MeasureKind::Glucose, "5.4 mmol/L", 0, Some(VISIT));
    glucose.how = fasting.clone();
    points.extend([before, glucose]);
    let series = Series {
        points: &points,
        person: adult(),
        zone: &Tz::UTC,
        server_now: None,
        units: UnitSystem::Metric,
    };
    let grid = series.grid(VISIT, (NOW, NOW));
    let is_glucose = |line: &&MeasureLine| line.kind == Measure::Program(MeasureKind::Glucose);
    let line = grid.lines.iter().find(is_glucose).unwrap();
    assert_eq!(line.current.as_ref().unwrap().how, fasting);
    assert_eq!(line.last.as_ref().unwrap().how, HowTaken::default());
    let tiles = series.tiles();
    let tile = |kind| tiles.iter().find(|tile| tile.kind == kind).unwrap();
    assert_eq!(tile(MeasureKind::Glucose).latest.how, fasting);
    assert_eq!(tile(MeasureKind::Bmi).latest.how, HowTaken::of_figure());
    let trend = series.trend(MeasureKind::Glucose, NOW);
    let how: Vec<_> = trend.points.into_iter().map(|point| point.how).collect();
    assert_eq!(how, [HowTaken::default(), fasting]);
}

#[test]
fn what_was_measured_after_a_visit_does_not_change_its_figures() {
    let mut points = history();
    let series = |points: &[Point]| {
        let series = Series {
            points,
            person: adult(),
            zone: &Tz::UTC,
            server_now: None,
            units: UnitSystem::Metric,
        };
        series.grid(VISIT, (NOW, NOW)).derived[0].clone()
    };
    let bmi = series(&points);
    let mut later = point(MeasureKind::Weight, "130 kg", 0, None);
    later.at = Time(NOW.0 + 3_600_000_000);
    points.push(later);
    assert_eq!(series(&points), bmi);
}

#[test]
fn a_figure_is_of_values_before_a_visit_or_of_the_newest_and_no_mixture() {
    let hour = |mut point: Point, hours: i64| {
        point.at = Time(NOW.0 + hours * 3_600_000_000);
        point
    };
    let points = [
        point(MeasureKind::Waist, "58 cm", 30, None),
        hour(point(MeasureKind::Waist, "101 cm", 0, None), 1),
        hour(point(MeasureKind::Hip, "111 cm", 0, None), 1),
    ];
    let ratio = |until: Time| {
        let series = Series {
            points: &points,
            person: adult(),
            zone: &Tz::UTC,
            server_now: None,
            units: UnitSystem::Metric,
        };
        let lines = series.grid(VISIT, (NOW, until)).derived;
        let line = lines
            .into_iter()
            .find(|line| line.kind == MeasureKind::WaistHip);
        line.and_then(|line| line.quantity).map(|of| of.value)
    };
    let newest = Some(Figure::from(dec!(0.91)));
    assert_eq!(ratio(NOW), newest);
    assert_eq!(ratio(Time(NOW.0 + 7_200_000_000)), newest);
}

#[test]
fn a_visit_that_goes_on_has_its_change_of_weight_as_of_its_begin() {
    let points = history();
    let series = Series {
        points: &points,
        person: adult(),
        zone: &Tz::UTC,
        server_now: None,
        units: UnitSystem::Metric,
    };
    let change = |until: Time| series.grid(VISIT, (NOW, until)).weight_change;
    assert!(change(NOW)[0].from.is_some());
    assert_eq!(change(Time(NOW.0 + 2 * DAY_US)), change(NOW));
}

#[test]
fn the_grid_shows_the_last_the_present_and_what_follows() {
    let points = history();
    let series = Series {
        points: &points,
        person: adult(),
        zone: &Tz::UTC,
        server_now: None,
        units: UnitSystem::Metric,
    };
    let grid = series.grid(VISIT, (NOW, NOW));
    let weight = &grid.lines[0];
    assert_eq!(weight.last.as_ref().unwrap().quantity.value, Figure(74.0));
    let current = weight.current.as_ref().unwrap();
    assert_eq!(
        (current.entered_text.as_str(), current.quantity.value),
        ("159 lb", Figure(72.121))
    );
    assert!(!current.questioned);
    let bmi = &grid.derived[0];
    assert_eq!(
        (bmi.quantity.as_ref().unwrap().value, bmi.range),
        (Figure(26.5), RangeClass::High)
    );
    assert_eq!(grid.derived[1].missing, [MeasureKind::Waist]);
    let percents: Vec<_> = grid
        .weight_change
        .iter()
        .map(|line| line.percent.unwrap().0)
        .collect();
    assert_eq!(percents, [-2.5, -2.5, -5.1, -9.8]);
}

#[test]
fn what_is_typed_counts_before_it_is_stored() {
    let points = &history()[..4];
    let series = Series {
        points,
        person: adult(),
        zone: &Tz::UTC,
        server_now: None,
        units: UnitSystem::Metric,
    };
    let bmi = &series.derived(Some((MeasureKind::Weight, dec!(60))), NOW)[0];
    assert_eq!(
        (bmi.quantity.as_ref().unwrap().value, bmi.range),
        (Figure(22.0), RangeClass::Normal)
    );
    assert!(
        series
            .weight_change(None, NOW)
            .iter()
            .all(|line| line.percent.is_none())
    );
}

#[test]
fn the_trend_of_bmi_follows_the_weights() {
    let points = history();
    let series = Series {
        points: &points,
        person: adult(),
        zone: &Tz::UTC,
        server_now: None,
        units: UnitSystem::Metric,
    };
    let trend = series.trend(MeasureKind::Bmi, NOW);
    assert_eq!(trend.points.len(), 4);
    assert_eq!(
        (trend.normal_low, trend.normal_high),
        (Some(Figure(18.5)), Some(Figure(25.0)))
    );
    assert_eq!(trend.reference.as_deref(), Some("WHO adult BMI"));
    assert_eq!(series.trend(MeasureKind::Weight, NOW).reference, None);
}

#[test]
fn tiles_compare_with_an_earlier_day() {
    let points = history();
    let series = Series {
        points: &points,
        person: adult(),
        zone: &Tz::UTC,
        server_now: None,
        units: UnitSystem::Metric,
    };
    let tiles = series.tiles();
    assert_eq!(tiles[0].kind, MeasureKind::Weight);
    assert_eq!(
        tiles[0].previous.as_ref().unwrap().quantity.value,
        Figure(74.0)
    );
    assert_eq!(tiles[1].kind, MeasureKind::Bmi);
    assert_eq!(tiles.len(), 2);
}

fn asked(points: &[Point], birth: Option<NaiveDate>) -> Vec<MeasureKind> {
    let series = Series {
        points,
        person: Person::of(Sex::Female, birth),
        zone: &Tz::UTC,
        server_now: None,
        units: UnitSystem::Metric,
    };
    let lines = series.grid(VISIT, (NOW, NOW)).lines;
    let asked = lines.into_iter().filter(|line| line.is_asked);
    let kind = |line: MeasureLine| match line.kind {
        Measure::Program(kind) => Some(kind),
        Measure::Own(_) => None,
    };
    asked.filter_map(kind).collect()
}

#[test]
fn a_visit_asks_what_is_usual_at_an_age_and_what_was_measured_before() {
    use MeasureKind::*;
    let adult = [
        Weight,
        Height,
        BloodPressure,
        Pulse,
        Waist,
        Hip,
        Temperature,
        Glucose,
        BodyFat,
    ];
    assert_eq!(asked(&[], None), adult);
    assert_eq!(asked(&[], Some(date(1992, 3, 12))), adult);
    let infant = Some(date(2025, 3, 12));
    let small = [Weight, Length, Head, MidUpperArm, Temperature, Glucose];
    assert_eq!(asked(&[], infant), small);
    let before = [point(TricepsSkinfold, "9", 60, None)];
    assert_eq!(asked(&before, infant).last(), Some(&TricepsSkinfold));
    let child = asked(&[], Some(date(2023, 3, 12)));
    assert_eq!(child[..3], [Weight, Height, Head]);
}

#[test]
fn the_length_of_a_small_child_is_its_height() {
    let points = [
        point(MeasureKind::Length, "80 cm", 1, None),
        point(MeasureKind::Weight, "10.24 kg", 0, None),
    ];
    let series = Series {
        points: &points,
        person: adult(),
        zone: &Tz::UTC,
        server_now: None,
        units: UnitSystem::Metric,
    };
    let bmi = |grid: MeasureGrid| grid.derived[0].quantity.clone().unwrap().value;
    assert_eq!(
        bmi(series.grid(VISIT, (NOW, NOW))),
        Figure::from(dec!(16.0))
    );
    assert_eq!(series.values(MeasureKind::Bmi).len(), 1);
    let typed = series.derived(Some((MeasureKind::Length, dec!(100))), NOW);
    let typed = typed[0].quantity.clone().unwrap().value;
    assert_eq!(typed, Figure::from(dec!(10.2)));
    assert!(series.values(MeasureKind::Height).is_empty());
}

/// Computes the score of a girl again, from its reference and age and from what was measured.
fn again(centile: ChildCentile, measured: impl Fn(&mut Child)) -> Figure {
    let mut girl = Child::unmeasured(EquationSex::Female, Some(f64::from(centile.age_days)));
    measured(&mut girl);
    let score = score_of(centile.reference, centile.indicator, &girl);
    shown_z(score.unwrap())
}

/// A girl of 683 days of the WHO's survey: 10.4 kg and 84.8 cm, -0.57 and -0.07, and -0.79 by her BMI.
#[test]
fn a_child_has_centiles_and_a_body_mass_index_those_of_one_time() {
    let child = Person::of(Sex::Female, Some(date(2025, 1, 6)));
    let grid = |length_days_ago| {
        let points = [
            point(MeasureKind::Length, "84.8 cm", length_days_ago, None),
            point(MeasureKind::Weight, "10.4 kg", 0, Some(VISIT)),
        ];
        let series = Series {
            points: &points,
            person: child,
            zone: &Tz::UTC,
            server_now: None,
            units: UnitSystem::Metric,
        };
        (series.grid(VISIT, (NOW, NOW)), series.tiles())
    };
    let (together, tiles) = grid(0);
    let weight = together.lines[0].current.as_ref().unwrap().centile.unwrap();
    assert_eq!((weight.z, weight.is_corrected), (Figure(-0.57), false));
    // what stands with a score in a note gives it again
    assert_eq!(again(weight, |girl| girl.weight_kg = Some(10.4)), weight.z);
    assert_eq!(weight.centile, Figure(28.41));
    let bmi = |grid: &MeasureGrid| {
        let line = grid
            .derived
            .iter()
            .find(|line| line.kind == MeasureKind::Bmi);
        line.unwrap().centile
    };
    assert_eq!(bmi(&together).unwrap().z, Figure(-0.79));
    let of_both = again(bmi(&together).unwrap(), |girl| {
        (girl.weight_kg, girl.length_height_cm) = (Some(10.4), Some(84.8));
        girl.measured = Some(Posture::Lying);
    });
    assert_eq!(of_both, Figure(-0.79));
    assert_eq!(tiles[1].latest.centile, bmi(&together));
    // the figure is shown, but a length of 32 days ago is not of this child
    let (apart, tiles) = grid(32);
    assert_eq!(bmi(&apart), None);
    assert!(apart.derived[0].quantity.is_some());
    assert_eq!(tiles[1].latest.centile, None);
    assert!(bmi(&grid(31).0).is_some());
}

#[test]
fn what_is_typed_has_its_centile_before_it_is_recorded() {
    let child = Person::of(Sex::Female, Some(date(2025, 1, 6)));
    let points = [point(MeasureKind::Length, "84.8 cm", 0, None)];
    let series = |person| Series {
        points: &points,
        person,
        zone: &Tz::UTC,
        server_now: None,
        units: UnitSystem::Metric,
    };
    let typed = series(child).centile_typed(MeasureKind::Weight, dec!(10.4), NOW);
    assert_eq!(typed.unwrap().z, Figure(-0.57));
    let derived = series(child).derived(Some((MeasureKind::Weight, dec!(10.4))), NOW);
    assert_eq!(derived[0].centile.unwrap().z, Figure(-0.79));
    let grown = series(adult()).centile_typed(MeasureKind::Weight, dec!(60), NOW);
    assert_eq!(grown, None);
}

/// 80 kg to 78.04 kg is a loss of exactly 2.45 %, and 80.2 kg at 2 m a body mass index of exactly 20.05.
#[test]
fn a_half_is_rounded_away_from_zero_in_both_directions() {
    let percent = |now| {
        let points = [
            point(MeasureKind::Weight, "80 kg", 30, None),
            point(MeasureKind::Height, "200 cm", 30, None),
        ];
        let series = Series {
            points: &points,
            person: adult(),
            zone: &Tz::UTC,
            server_now: None,
            units: UnitSystem::Metric,
        };
        let change = series.weight_change(Some(now), NOW)[0].percent.unwrap();
        let bmi = series.derived(Some((MeasureKind::Weight, now)), NOW)[0].clone();
        (change.0, bmi.quantity.unwrap().value.0)
    };
    assert_eq!(percent(dec!(78.04)).0, -2.5);
    assert_eq!(percent(dec!(81.96)).0, 2.5);
    assert_eq!(percent(dec!(80.2)), (0.3, 20.1));
    assert_eq!(percent(dec!(80.1999)).1, 20.0);
}

/// The girl of the WHO's survey, 683 days old with 10.4 kg, who was 9 kg three months before.
#[test]
fn the_reading_before_has_the_centile_of_its_own_day() {
    let child = Person::of(Sex::Female, Some(date(2025, 1, 6)));
    let points = [
        point(MeasureKind::Weight, "9 kg", 92, None),
        point(MeasureKind::Weight, "10.4 kg", 0, Some(VISIT)),
    ];
    let series = |person| Series {
        points: &points,
        person,
        zone: &Tz::UTC,
        server_now: None,
        units: UnitSystem::Metric,
    };
    let grid = series(child).grid(VISIT, (NOW, NOW));
    let last = grid.lines[0].last.as_ref().unwrap().centile.unwrap();
    assert_eq!(Some(last), series(child).centile_of(&points[0]));
    assert_ne!(Some(last), series(child).centile_of(&points[1]));
    assert_eq!(
        grid.weight_change[0].from.as_ref().unwrap().centile,
        Some(last)
    );
    let grown = series(adult()).grid(VISIT, (NOW, NOW));
    assert_eq!(grown.lines[0].last.as_ref().unwrap().centile, None);
}
