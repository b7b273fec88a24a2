use super::*;

#[test]
fn a_field_is_known_by_its_numbers_and_not_by_its_name() {
    let all = Catalog::ALL.iter().copied();
    let all = all.flat_map(|entity| entity.cells.iter().flat_map(|cell| entity.fields_of(cell)));
    let equal: Vec<FieldRef> = all
        .filter(|field| *field == RecallItem::FIELD.name)
        .collect();
    let [one] = equal[..] else {
        panic!("{} fields are one", equal.len());
    };
    assert_eq!(one.descriptor.name, "RecallItem");
    // the same name, in the same cell of another entity
    assert_eq!(one.spec.name, MealPlanItem::FIELD.name.spec.name);
    assert!(part(one, &[]).is_food_line() && !part(Recipe::FIELD.name, &[]).is_food_line());
    assert!(is_choice(Measurement::FIELD.kind) && !is_choice(Appointment::FIELD.kind));
}
