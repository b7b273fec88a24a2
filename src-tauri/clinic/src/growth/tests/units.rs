use super::*;

#[test]
fn a_chart_in_us_units_has_the_same_ages_scores_and_shape() {
    let points = [
        point(MeasureKind::Length, "84.8 cm", 3),
        point(MeasureKind::Weight, "9.9 kg", 28),
        point(MeasureKind::Weight, "10.4 kg", 0),
    ];
    let girl = Person::of(
        Sex::Female,
        Some(NaiveDate::from_ymd_opt(2025, 1, 6).unwrap()),
    );
    let parents = Some((dec!(155), dec!(167)));
    let both = |indicator: Indicator| {
        let query = GrowthQuery {
            indicator: Some(indicator),
            ..WEIGHT
        };
        let view = chart_of(&points, girl, query, GIRL, parents);
        (view.clone(), view.in_units(UnitSystem::Us))
    };
    let (metric, us) = both(Indicator::WeightForAge);
    assert_eq!((&*us.unit, &*us.length_unit), ("lb", "in"));
    assert_eq!((&*metric.unit, &*metric.length_unit), ("kg", "cm"));
    // 9.9 kg are 21.826 lb, 10.4 kg are 22.928 lb; below ten kilograms an ounce counts
    let values: Vec<f64> = us.points.iter().map(|point| point.value.0).collect();
    assert_eq!(values, [21.83, 22.9]);
    let change = us.points[1].change.unwrap();
    // 500 g in four weeks are 17.637 oz
    assert_eq!(
        (change.value.0, change.unit),
        (4.4, GrowthRate::OuncesAWeek)
    );
    for (before, after) in metric.points.iter().zip(&us.points) {
        assert_eq!(
            (before.z, before.centile, before.x),
            (after.z, after.centile, after.x)
        );
    }
    let ends = |view: &GrowthView| view.curves.iter().map(|of| of.sections[0][0].y.0).collect();
    let (before, after): (Vec<f64>, Vec<f64>) = (ends(&metric), ends(&us));
    for (kilograms, pounds) in before.iter().zip(&after) {
        assert!(
            (pounds - kilograms / 0.453_592_37).abs() < 0.002,
            "{kilograms} {pounds}"
        );
    }

    let (metric, us) = both(Indicator::WeightForLengthHeight);
    let across = |view: &GrowthView| (view.points[1].x.0, view.curves[0].sections[0][0].x.0);
    let (before, after) = (across(&metric), across(&us));
    assert!((after.0 - before.0 / 2.54).abs() < 0.001 && (after.1 - before.1 / 2.54).abs() < 0.001);

    let (metric, us) = both(Indicator::LengthHeightForAge);
    assert_eq!((us.points[0].value.0, &*us.unit), (33.39, "in"));
    let (before, after) = (metric.target.unwrap(), us.target.unwrap());
    assert_eq!(
        (after.height.0, after.low.0, after.high.0),
        (60.83, 57.48, 64.17)
    );
    assert_eq!(before.centile, after.centile);
    assert!((after.points[0].y.0 - before.points[0].y.0 / 2.54).abs() < 0.03);

    let (metric, us) = both(Indicator::BmiForAge);
    assert_eq!(
        (metric.unit.clone(), metric.curves, metric.points),
        (us.unit, us.curves, us.points)
    );
}

#[test]
fn changes_in_a_year_are_in_pounds_and_inches() {
    let points = [
        point(MeasureKind::Height, "110 cm", 365),
        point(MeasureKind::Weight, "20 kg", 365),
        point(MeasureKind::Height, "116 cm", 0),
        point(MeasureKind::Weight, "22 kg", 0),
    ];
    let born = NaiveDate::from_ymd_opt(2020, 11, 20);
    for (query, changed) in [
        (WEIGHT, (4.4, GrowthRate::PoundsAYear)),
        (LENGTH, (2.4, GrowthRate::InchesAYear)),
    ] {
        let view = chart(&points, born, query, GIRL).in_units(UnitSystem::Us);
        let change = view.points.last().unwrap().change.unwrap();
        assert_eq!((change.value.0, change.unit), changed);
    }
}
