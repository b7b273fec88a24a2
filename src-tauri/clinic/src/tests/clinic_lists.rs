//! Lists that a clinic keeps of its own: one rule for their names, checked where they are written.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::thread;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sync_contract::catalog::{
    Colour, Department, Facility, NoteTemplate, Role, Room, Setting, Tag, Tenant,
};
use sync_contract::ids::{FacilityId, NoteTemplateId, RoomId, TagId};
use sync_contract::{Catalog, Descriptor, Entity, Kind};
use vault::WriteTx;

use crate::error::{Error, Reason};
use crate::facilities::FacilityForm;
use crate::locations::LocationForm;
use crate::notes::{NoteTemplateForm, custom_fields, templates};
use crate::tags::{TagEdit, TagForm};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, clinic};
use crate::tests::clinic_foods::oat_drink;
use crate::tests::recipes::soup;
use crate::view::{Id, ScreenLanguage};
use crate::{
    Clinic, Result, appointment_types, claim_codes, clinic_foods, exchange_tables, facilities,
    handouts, locations, measurement_kinds, nutrition_products, recipes, services, tags,
};

const EN: ScreenLanguage = ScreenLanguage::En;
const NAME: &str = "Café au lait";
/// The last one begins with two Cyrillic letters.
const SPELLINGS: [&str; 4] = [
    "Café au lait",
    " cafe  AU lait",
    "Cafe-au-lait",
    "Саfé au lait",
];

/// A list with names, of a user who keeps it.
struct NamedList {
    of: &'static Descriptor,
    username: &'static str,
    field: &'static str,
    add: fn(&mut Clinic, &str) -> Result<Id>,
    find: fn(&Clinic, &str) -> Result<Id>,
}

fn made<T: DeserializeOwned>(form: Value) -> T {
    serde_json::from_value(form).unwrap()
}

fn facility(clinic: &Clinic, name: &str) -> FacilityForm {
    let first = facilities::list(clinic).unwrap().remove(0).form;
    FacilityForm {
        name: name.into(),
        ..first
    }
}

fn location(name: &str) -> LocationForm {
    LocationForm {
        name: name.into(),
        code: String::new(),
        facility_id: None,
        is_active: true,
    }
}

fn tag(name: &str) -> TagForm {
    TagForm {
        name: name.into(),
        colour: Colour::Blue,
        is_active: true,
    }
}

fn template(name: &str) -> NoteTemplateForm {
    made(json!({ "name": name, "section": "plan", "text": "{weight} now", "isActive": true }))
}

fn of_clinic() -> [NamedList; 5] {
    [
        NamedList {
            of: Facility::DESCRIPTOR,
            username: "admin",
            field: "name",
            add: |clinic, name| {
                let form = facility(clinic, name);
                Ok(facilities::add(clinic, &form)?.id)
            },
            find: |clinic, name| Ok(facilities::find(clinic, name)?.id),
        },
        NamedList {
            of: Department::DESCRIPTOR,
            username: "admin",
            field: "name",
            add: |clinic, name| Ok(locations::add::<Department>(clinic, &location(name))?.id),
            find: |clinic, name| Ok(locations::find::<Department>(clinic, name)?.id),
        },
        NamedList {
            of: Room::DESCRIPTOR,
            username: "admin",
            field: "name",
            add: |clinic, name| Ok(locations::add::<Room>(clinic, &location(name))?.id),
            find: |clinic, name| Ok(locations::find::<Room>(clinic, name)?.id),
        },
        NamedList {
            of: Tag::DESCRIPTOR,
            username: "admin",
            field: "name",
            add: |clinic, name| Ok(tags::add(clinic, &tag(name))?.id),
            find: |clinic, name| Ok(tags::find(clinic, name)?.id),
        },
        NamedList {
            of: NoteTemplate::DESCRIPTOR,
            username: "admin",
            field: "name",
            add: |clinic, name| Ok(templates::add(clinic, &template(name))?.id),
            find: |clinic, name| Ok(templates::find(clinic, name, EN)?.id),
        },
    ]
}

fn of_care() -> [NamedList; 10] {
    use sync_contract::catalog::{
        AppointmentType, ClaimCode, ClinicFood, CustomField, ExchangeTable, Handout,
        MeasurementKind, NutritionProduct, Recipe, Service,
    };
    [
        NamedList {
            of: CustomField::DESCRIPTOR,
            username: "admin",
            field: "label",
            add: |clinic, name| {
                let form = json!({
                    "label": name, "kind": "text", "noteKind": null, "options": [], "isActive": true,
                });
                Ok(custom_fields::add(clinic, &made(form))?.id)
            },
            find: |clinic, name| Ok(custom_fields::find(clinic, name)?.id),
        },
        NamedList {
            of: MeasurementKind::DESCRIPTOR,
            username: "admin",
            field: "name",
            add: |clinic, name| {
                let form = json!({
                    "name": name, "unit": "kg", "decimals": 1, "lowest": "0", "highest": "120", "oddBelow": "",
                    "oddAbove": "", "isActive": true,
                });
                Ok(measurement_kinds::add(clinic, &made(form))?.id)
            },
            find: |clinic, name| Ok(measurement_kinds::find(clinic, name)?.id),
        },
        NamedList {
            of: AppointmentType::DESCRIPTOR,
            username: "admin",
            field: "name",
            add: |clinic, name| {
                let form = json!({
                    "name": name, "minutes": 20, "mode": "video", "seats": null, "colour": "blue", "isActive": true,
                });
                Ok(appointment_types::add(clinic, &made(form))?.id)
            },
            find: |clinic, name| Ok(appointment_types::find(clinic, name)?.id),
        },
        NamedList {
            of: NutritionProduct::DESCRIPTOR,
            username: "admin",
            field: "name",
            add: |clinic, name| {
                let form = json!({
                    "name": name, "energy": "150", "protein": "6.3", "water": "76", "isActive": true,
                });
                Ok(nutrition_products::add(clinic, &made(form))?.id)
            },
            find: |clinic, name| Ok(nutrition_products::find(clinic, name)?.id),
        },
        NamedList {
            of: Service::DESCRIPTOR,
            username: "admin",
            field: "name",
            add: |clinic, name| {
                let code = format!("C{}", services::list(clinic)?.len());
                let form = json!({
                    "code": code, "name": name, "price": "50", "currency": "", "tax": "20", "isActive": true,
                });
                Ok(services::add(clinic, &made(form))?.id)
            },
            find: |clinic, name| Ok(services::find(clinic, name)?.id),
        },
        NamedList {
            of: ClaimCode::DESCRIPTOR,
            username: "admin",
            field: "code",
            add: |clinic, code| {
                let form = json!({ "code": code, "name": "First visit", "isActive": true });
                Ok(claim_codes::add(clinic, &made(form))?.id)
            },
            find: |clinic, code| Ok(claim_codes::find(clinic, code)?.id),
        },
        NamedList {
            of: ExchangeTable::DESCRIPTOR,
            username: "admin",
            field: "name",
            add: |clinic, name| {
                let group = json!({
                    "name": "Starch", "carbohydrate": "15", "protein": "", "fat": "", "foods": ["bread"], "words": "",
                });
                let form = json!({
                    "name": name, "groups": [group], "isActive": true, "isConfirmed": false,
                });
                Ok(exchange_tables::add(clinic, &made(form))?.id)
            },
            find: |clinic, name| Ok(exchange_tables::find(clinic, name)?.id),
        },
        NamedList {
            of: ClinicFood::DESCRIPTOR,
            username: "diet",
            field: "name",
            add: |clinic, name| {
                let mut form = oat_drink();
                form.name = name.into();
                Ok(clinic_foods::add(clinic, &form)?.id)
            },
            find: |clinic, name| Ok(clinic_foods::find(clinic, name)?.id),
        },
        NamedList {
            of: Recipe::DESCRIPTOR,
            username: "diet",
            field: "name",
            add: |clinic, name| {
                let mut form = soup();
                form["name"] = name.into();
                Ok(recipes::record::add(clinic, &made(form), EN)?.id)
            },
            find: |clinic, name| Ok(recipes::list::find(clinic, name, EN)?.id),
        },
        NamedList {
            of: Handout::DESCRIPTOR,
            username: "admin",
            field: "title",
            add: |clinic, name| {
                let form = json!({
                    "language": "fr", "title": name, "text": "Moins de sel", "isActive": true,
                });
                Ok(handouts::add(clinic, None, &made(form))?.id)
            },
            find: |clinic, name| Ok(handouts::find(clinic, name)?.id),
        },
    ]
}

#[track_caller]
fn assert_refused<T: Debug>(answer: Result<T>, field: &str, reason: Reason) {
    match answer.unwrap_err() {
        Error::Invalid {
            field: of,
            reason: why,
        } => assert_eq!((of, why), (field, reason)),
        other => panic!("{other:?}"),
    }
}

/// Returns whether an entity is of the clinic and has a text under which a person finds it.
fn is_named(entity: &Descriptor) -> bool {
    let names = ["name", "label", "title"];
    let mut fields = entity.declared_cells().flat_map(|cell| cell.fields);
    let has_name = fields.any(|field| field.kind == Kind::Text && names.contains(&field.name));
    has_name && !entity.of_patient
}

#[test]
fn a_name_is_taken_in_every_list_by_all_of_its_spellings() {
    let (machine, admin) = clinic();
    drop(admin);
    for list in of_clinic().into_iter().chain(of_care()) {
        let password = match list.username {
            "admin" => ADMIN_PASSWORD,
            _ => PASSWORD,
        };
        let mut clinic = machine.sign_in(list.username, password);
        let id = (list.add)(&mut clinic, NAME).unwrap();
        for spelling in SPELLINGS {
            assert_refused((list.add)(&mut clinic, spelling), list.field, Reason::Taken);
            let one = (list.find)(&clinic, spelling).unwrap();
            assert_eq!(one, id, "{} {spelling}", list.of.name);
        }
        let other = (list.add)(&mut clinic, "Café noir").unwrap();
        assert_eq!((list.find)(&clinic, "café noir").unwrap(), other);
        assert_eq!((list.find)(&clinic, &id.0.to_uppercase()).unwrap(), id);
    }
}

#[test]
fn every_entity_of_a_clinic_with_a_name_is_in_one_of_the_lists() {
    let lists = of_clinic().into_iter().chain(of_care());
    let listed = lists.map(|list| list.of.name);
    // a clinic has one, settings are of the program, and roles and computers have a screen and a rule of their own; an
    // alert is found by its time, and two may have one title
    let others = [Tenant::DESCRIPTOR, Setting::DESCRIPTOR, Role::DESCRIPTOR];
    let others = others.map(|entity| entity.name).into_iter();
    let known: BTreeSet<&str> = listed.chain(others).chain(["Alert", "Device"]).collect();
    let named = Catalog::ALL.iter().filter(|entity| is_named(entity));
    let named: BTreeSet<&str> = named.map(|entity| entity.name).collect();
    assert_eq!(named, known);
}

/// Lets another program write while one that has the write lock is about to commit. Returns the answer of the other.
fn while_written<T: Send>(
    machine: &Machine,
    write: impl FnOnce(&mut WriteTx<'_>) -> Result<()>,
    late: impl FnOnce(&mut Clinic) -> Result<T> + Send,
) -> Result<T> {
    let mut first = machine.sign_in("admin", ADMIN_PASSWORD);
    let mut other = machine.sign_in("admin", ADMIN_PASSWORD);
    thread::scope(|threads| {
        let late = first.write("add tag", |tx| {
            let late = threads.spawn(|| late(&mut other));
            // time for the other one to look for a name before it is written
            thread::sleep(Duration::from_millis(200));
            write(tx)?;
            Ok::<_, Error>(late)
        });
        late.unwrap().join().unwrap()
    })
}

fn new_room(tx: &mut WriteTx<'_>, facility: &Id) -> Result<()> {
    let id: RoomId = tx.new_id();
    tx.insert(&Room {
        id,
        facility: facility.to()?,
        name: NAME.try_into().unwrap(),
        code: None,
        is_active: true,
    })?;
    Ok(())
}

fn new_tag(tx: &mut WriteTx<'_>) -> Result<()> {
    let id: TagId = tx.new_id();
    tx.insert(&Tag {
        id,
        name: NAME.try_into().map(sync_contract::Phi::new).unwrap(),
        colour: Colour::Red,
        is_active: true,
    })?;
    Ok(())
}

fn new_template(tx: &mut WriteTx<'_>) -> Result<()> {
    let id: NoteTemplateId = tx.new_id();
    tx.insert(&templates::checked(id, &template(NAME))?)?;
    Ok(())
}

fn new_facility(tx: &mut WriteTx<'_>, like: &FacilityForm) -> Result<()> {
    let id: FacilityId = tx.new_id();
    let form = FacilityForm {
        name: NAME.into(),
        ..like.clone()
    };
    tx.insert(&facilities::facility(id, &form, &[])?)?;
    Ok(())
}

#[test]
fn a_name_that_another_program_writes_meanwhile_is_taken() {
    let (machine, admin) = clinic();
    let first = facilities::list(&admin).unwrap().remove(0);
    drop(admin);
    let room = |tx: &mut WriteTx<'_>| new_room(tx, &first.id);
    let added = while_written(&machine, room, |clinic| {
        locations::add::<Room>(clinic, &location(NAME))
    });
    assert_refused(added, "name", Reason::Taken);
    let added = while_written(&machine, new_tag, |clinic| tags::add(clinic, &tag(NAME)));
    assert_refused(added, "name", Reason::Taken);
    let added = while_written(&machine, new_template, |clinic| {
        templates::add(clinic, &template(NAME))
    });
    assert_refused(added, "name", Reason::Taken);
    let building = |tx: &mut WriteTx<'_>| new_facility(tx, &first.form);
    let added = while_written(&machine, building, |clinic| {
        let form = facility(clinic, NAME);
        facilities::add(clinic, &form)
    });
    assert_refused(added, "name", Reason::Taken);
}

#[test]
fn a_name_that_another_program_writes_meanwhile_is_not_changed_to() {
    let (machine, mut admin) = clinic();
    let first = facilities::list(&admin).unwrap().remove(0);
    let annex = locations::add::<Room>(&mut admin, &location("Annex")).unwrap();
    let vip = tags::add(&mut admin, &tag("VIP")).unwrap();
    let plain = templates::add(&mut admin, &template("Plain")).unwrap();
    drop(admin);
    let room = |tx: &mut WriteTx<'_>| new_room(tx, &first.id);
    let changed = while_written(&machine, room, |clinic| {
        let form = location(NAME);
        locations::edit::<Room>(clinic, &annex.id, &annex.seen, &annex.form(), &form)
    });
    assert_refused(changed, "name", Reason::Taken);
    let changed = while_written(&machine, new_tag, |clinic| {
        let edit = TagEdit {
            id: vip.id.clone(),
            seen: vip.seen.clone(),
            loaded: vip.form.clone(),
            form: tag(NAME),
        };
        tags::edit(clinic, &edit)
    });
    assert_refused(changed, "name", Reason::Taken);
    let changed = while_written(&machine, new_template, |clinic| {
        let form = template(NAME);
        templates::edit(clinic, &plain.id, &plain.seen, &plain.form, &form)
    });
    assert_refused(changed, "name", Reason::Taken);
    let building = |tx: &mut WriteTx<'_>| new_facility(tx, &first.form);
    let changed = while_written(&machine, building, |clinic| {
        let form = facility(clinic, NAME);
        facilities::edit(clinic, &first.id, &first.seen, &first.form, &form)
    });
    assert_refused(changed, "name", Reason::Taken);
}

#[test]
fn the_last_facility_in_use_stays_while_another_program_retires_one() {
    let (machine, mut admin) = clinic();
    let second = facility(&admin, "Riverside");
    let second = facilities::add(&mut admin, &second).unwrap();
    let first = facilities::find(&admin, "Hillside").unwrap();
    drop(admin);
    let retire = |tx: &mut WriteTx<'_>| {
        let mut row = tx.get::<Facility>(first.id.to()?)?.unwrap();
        row.value.is_active = false;
        tx.update(&row.value, &row.seen)?;
        Ok(())
    };
    let retired = while_written(&machine, retire, |clinic| {
        let form = FacilityForm {
            is_active: false,
            ..second.form.clone()
        };
        facilities::edit(clinic, &second.id, &second.seen, &second.form, &form)
    });
    assert_refused(retired, "isActive", Reason::Impossible);
}

#[test]
fn a_name_that_two_computers_gave_stays_and_the_rest_is_changed() {
    let (_machine, mut admin) = clinic();
    let first = facilities::list(&admin).unwrap().remove(0);
    admin
        .write("add tag", |tx| {
            for _ in 0..2 {
                new_tag(tx)?;
                new_template(tx)?;
                new_room(tx, &first.id)?;
                new_facility(tx, &first.form)?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
    // a name that several tags have names none of them
    let nothing = tags::find(&admin, NAME);
    assert!(
        matches!(nothing, Err(Error::NotFound("tag"))),
        "{nothing:?}"
    );
    let vip = tags::list(&admin).unwrap().remove(0);
    let mut edit = TagEdit {
        id: vip.id.clone(),
        seen: vip.seen.clone(),
        loaded: vip.form.clone(),
        form: vip.form.clone(),
    };
    edit.form.is_active = false;
    assert!(!tags::edit(&mut admin, &edit).unwrap().form.is_active);
    edit.form.name = SPELLINGS[1].into();
    assert_refused(tags::edit(&mut admin, &edit), "name", Reason::Taken);

    let mut all = templates::list(&admin, EN).unwrap().into_iter();
    let one = all.find(|one| one.form.name == NAME).unwrap();
    let over = NoteTemplateForm {
        is_active: false,
        ..one.form.clone()
    };
    templates::edit(&mut admin, &one.id, &one.seen, &one.form, &over).unwrap();

    let one = locations::list::<Room>(&admin).unwrap().remove(0);
    let mut over = one.form();
    over.is_active = false;
    locations::edit::<Room>(&mut admin, &one.id, &one.seen, &one.form(), &over).unwrap();

    let mut all = facilities::list(&admin).unwrap().into_iter();
    let one = all.find(|one| one.form.name == NAME).unwrap();
    let over = FacilityForm {
        is_active: false,
        ..one.form.clone()
    };
    facilities::edit(&mut admin, &one.id, &one.seen, &one.form, &over).unwrap();
}
