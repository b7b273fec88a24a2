use sync_contract::catalog::{KeyGrant, Note, Patient, Setting, Tenant, User, UserRole, Visit};
use sync_contract::change::GROUP_CELLS_MAX;
use sync_contract::entity::{DELETION, PURGE};
use sync_contract::messages::Verdict;
use sync_contract::{Clock, Code, Compartment, Right, Value};

use super::*;

impl Place {
    fn new_patient(&mut self) -> Vec<CellWrite> {
        let id = fake_device::random_id();
        self.device.row(Patient::DESCRIPTOR, id, None, &[])
    }

    async fn refuses(&mut self, expected: Code, writes: Vec<CellWrite>) {
        assert_eq!(self.verdict(writes).await, rejected(expected));
    }

    async fn rejects_admin_signed(&mut self, expected: Code, writes: Vec<CellWrite>) {
        assert_eq!(self.verdict_admin_signed(writes).await, rejected(expected));
    }
}

/// The clear value of a cell by its field's number.
fn set(write: &mut CellWrite, number: u16, value: Value) {
    let mut fields = write.state.clear.iter_mut();
    let field = fields.find(|(at, _)| *at == number);
    field.unwrap().1 = value;
}

#[tokio::test]
async fn each_wrong_shape_has_a_code_of_its_own() {
    let mut place = Place::new().await;
    let mut undeclared = place.new_patient();
    undeclared[1].state.clear.push((99, Value::Bool(true)));
    place.refuses(Code::UndeclaredClear, undeclared).await;

    let mut clear_name = place.new_patient();
    clear_name[1]
        .state
        .clear
        .push((1, Value::Text("Okafor".into())));
    place.refuses(Code::NotSealed, clear_name).await;

    let mut unsealed = place.new_patient();
    unsealed[1].state.sealed = None;
    place.refuses(Code::NotSealed, unsealed).await;

    // patients are the contact compartment's: a key of another opens to other people
    let mut other_key = place.new_patient();
    other_key[1].state.sealed.as_mut().unwrap()[1] = Compartment::Clinical.number();
    place.refuses(Code::NotSealed, other_key).await;

    let mut unpadded = place.new_patient();
    unpadded[1].state.sealed.as_mut().unwrap().pop();
    place.refuses(Code::NotSealed, unpadded).await;

    let mut huge = place.new_patient();
    huge[1]
        .state
        .sealed
        .as_mut()
        .unwrap()
        .resize(33 + 32 * 1024, 0);
    place.refuses(Code::TooLarge, huge).await;

    let mut word = place.new_patient();
    set(&mut word[2], 6, Value::Text("GONE".into()));
    place.refuses(Code::BadValue, word).await;

    let mut year = place.new_patient();
    set(&mut year[0], 1, Value::Time(i64::MIN));
    place.refuses(Code::BadValue, year).await;

    let mut clock = place.new_patient();
    clock[1].state.clock.unix_ms = 1 << 47;
    place.refuses(Code::ClockTooFar, clock).await;

    let many = (0..=GROUP_CELLS_MAX / 9).flat_map(|_| place.new_patient());
    let many: Vec<CellWrite> = many.collect();
    assert!(many.len() > GROUP_CELLS_MAX);
    place.refuses(Code::TooLarge, many).await;
}

#[tokio::test]
async fn rows_that_are_not_there_or_change_their_patient_are_refused() {
    let mut place = Place::new().await;
    let (one, other) = (place.patient().await, place.patient().await);
    let device = &mut place.device;
    let provider = ("provider", Value::Uuid(device.author.id));
    let stranger = Some(fake_device::random_id());
    let row = fake_device::random_id();
    let lost = device.row(
        Visit::DESCRIPTOR,
        row,
        stranger,
        std::slice::from_ref(&provider),
    );
    place.refuses(Code::MissingReference, lost).await;

    let device = &mut place.device;
    let mut edit = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    edit.remove(0);
    place.refuses(Code::MissingReference, edit).await;

    let device = &mut place.device;
    let visit = device.row(
        Visit::DESCRIPTOR,
        row,
        Some(one),
        std::slice::from_ref(&provider),
    );
    assert!(matches!(
        place.verdict(visit.clone()).await,
        Verdict::Accepted { .. }
    ));
    let device = &mut place.device;
    let mut moved = device.row(Visit::DESCRIPTOR, row, Some(other), &[provider]);
    moved.remove(0);
    place.refuses(Code::PatientChanged, moved).await;

    let mut two_patients = visit.clone();
    two_patients[0].patient = Some(other);
    place.refuses(Code::PatientChanged, two_patients).await;

    let mut forked = visit.clone();
    forked[1].state.tag = [0; 16];
    place
        .refuses(Code::ForkDetected, vec![forked.remove(1)])
        .await;

    let device = &mut place.device;
    let mut again = device.row(Visit::DESCRIPTOR, row, Some(one), &[]);
    again.truncate(1);
    place.refuses(Code::AlreadyWritten, again).await;
}

#[tokio::test]
async fn a_group_of_another_clinic_device_or_hand_is_refused() {
    let mut place = Place::new().await;
    let writes = place.new_patient();
    let forge = |place: &mut Place, change: &dyn Fn(&mut sync_contract::Group)| {
        let device = &mut place.device;
        device.write(writes.clone());
        change(device.queue.last_mut().unwrap());
    };
    forge(&mut place, &|group| group.tenant = fake_device::random_id());
    let answer = place.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::WrongTenant));
    place.device.number = 9;
    place.device.write(writes.clone());
    place.device.number = 1;
    let answer = place.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::OutOfScope));
    forge(&mut place, &|group| group.writes[1].state.tag = [0; 16]);
    let answer = place.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::BadSignature));
    forge(&mut place, &|group| group.author = fake_device::random_id());
    let answer = place.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::BadSignature));

    let mut others_clock = writes.clone();
    others_clock[1].state.clock.device = 9;
    place.refuses(Code::OutOfScope, others_clock).await;
    let mut others_hand = writes.clone();
    others_hand[1].state.author = fake_device::random_id();
    place.refuses(Code::BadSignature, others_hand).await;
}

#[tokio::test]
async fn nobody_writes_without_the_right_and_the_key() {
    let mut place = Place::new().await;
    let patient = place.patient().await;
    let founder = place.device.author.clone();

    place.device.author = place
        .hire(&[Right::PatientsCreate], &[Compartment::Contact])
        .await;
    let device = &mut place.device;
    let provider = ("provider", Value::Uuid(founder.id));
    let visit = device.row(
        Visit::DESCRIPTOR,
        fake_device::random_id(),
        Some(patient),
        std::slice::from_ref(&provider),
    );
    place.refuses(Code::MissingRight, visit).await;

    place.device.author = founder.clone();
    place.device.author = place
        .hire(
            &[Right::VisitsWrite, Right::NotesWrite],
            &[Compartment::Contact],
        )
        .await;
    let device = &mut place.device;
    let visit = device.row(
        Visit::DESCRIPTOR,
        fake_device::random_id(),
        Some(patient),
        &[provider],
    );
    place.refuses(Code::OutOfScope, visit).await;

    place.device.author = founder;
    place.device.author = place
        .hire(&[Right::NotesWrite], &[Compartment::Clinical])
        .await;
    for (status, expected) in [("SIGNED", Some(Code::MissingRight)), ("DRAFT", None)] {
        let device = &mut place.device;
        let status = [("status", Value::Text(status.into()))];
        let note = device.row(
            Note::DESCRIPTOR,
            fake_device::random_id(),
            Some(patient),
            &status,
        );
        match expected {
            Some(code) => place.refuses(code, note).await,
            None => assert!(matches!(
                place.verdict(note).await,
                Verdict::Accepted { .. }
            )),
        }
    }
}

#[tokio::test]
async fn to_create_to_update_and_to_delete_are_rights_of_their_own() {
    let rights = [
        Right::PatientsCreate,
        Right::PatientsUpdate,
        Right::PatientsDelete,
    ];
    for held in rights {
        let mut place = Place::new().await;
        let patient = fake_device::random_id();
        let known = place.device.row(Patient::DESCRIPTOR, patient, None, &[]);
        accepted_or(None, place.verdict(known.clone()).await);
        place.device.author = place.hire(&[held], &[Compartment::Contact]).await;
        let expected = |needed| (needed != held).then_some(Code::MissingRight);

        let new = place.new_patient();
        accepted_or(expected(Right::PatientsCreate), place.verdict(new).await);

        for (number, needed) in [
            (1, Right::PatientsUpdate),
            (DELETION, Right::PatientsDelete),
        ] {
            let spec = Patient::DESCRIPTOR.cell(number).unwrap();
            let mut base: Vec<Clock> = known.iter().map(|write| write.state.clock).collect();
            if number != DELETION {
                base.retain(|clock| known[usize::from(number)].state.clock == *clock);
            }
            let device = &mut place.device;
            let write = device.cell(Patient::DESCRIPTOR, spec, patient, None, &[], base);
            accepted_or(expected(needed), place.verdict(vec![write]).await);
        }

        // what replaces a version is no creation, though the row's first cell comes with it
        let mut disguised = place.new_patient();
        disguised[1].base = vec![known[1].state.clock];
        place.refuses(Code::MissingRight, disguised).await;
    }
}

fn accepted_or(refusal: Option<Code>, verdict: Verdict) {
    match refusal {
        Some(code) => assert_eq!(verdict, rejected(code)),
        None => assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}"),
    }
}

#[tokio::test]
async fn admin_signed_rows_follow_the_chain_of_signatures_and_no_other() {
    let mut place = Place::new().await;
    let founder = place.device.author.clone();
    let admin_role = sync_contract::ids::derived_id(
        sync_contract::ids::TenantId(place.clinic.tenant),
        "role/Admin",
    );
    // an admin may hire ...
    let role = fake_device::random_id();
    let device = &mut place.device;
    let everything = [Right::UsersManage, Right::RolesManage, Right::KeysGrant];
    let roles = device.role(role, "Almost", &everything, &[]);
    let verdict = place.verdict_admin_signed(roles).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    let clerk = Person::new();
    let member = place.device.member(&clerk, role, &[]);
    let verdict = place.verdict_admin_signed(member).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");

    // ... but makes no other admin: only the root key does
    let second = Person::new();
    let device = &mut place.device;
    let promoted = device.member(&second, admin_role, &Compartment::ALL);
    place.rejects_admin_signed(Code::NotAdmin, promoted).await;

    // and whoever is no admin signs nothing, whatever their rights
    place.device.author = clerk.clone();
    let role = fake_device::random_id();
    let roles = place.device.role(role, "Own", Right::ALL, &[]);
    place.rejects_admin_signed(Code::NotAdmin, roles).await;
    let roles = place.device.role(role, "Own", Right::ALL, &[]);
    let stranger = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    place.device.write_admin_signed(roles, &stranger);
    let answer = place.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::BadSignature));

    // a user's password is their own to change, when they know what stands there, and their keys are not
    let keys = User::DESCRIPTOR.cell_named("keys").unwrap();
    let device = &mut place.device;
    let own = device.cell(User::DESCRIPTOR, keys, clerk.id, None, &[], vec![]);
    let verdict = place.verdict_admin_signed(vec![own]).await;
    assert_eq!(verdict, rejected(Code::NotAdmin));
    let password = User::DESCRIPTOR.cell_named("password").unwrap();
    let stands = place.row(User::DESCRIPTOR, clerk.id).await;
    let seen: Vec<Clock> = stands
        .cells
        .iter()
        .filter(|cell| cell.cell == password.number)
        .map(|cell| cell.clock)
        .collect();
    for (base, expected) in [(vec![], Some(Code::StaleBase)), (seen, None)] {
        let device = &mut place.device;
        let own = device.cell(User::DESCRIPTOR, password, clerk.id, None, &[], base);
        let verdict = place.verdict_admin_signed(vec![own]).await;
        match expected {
            Some(code) => assert_eq!(verdict, rejected(code)),
            None => assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}"),
        }
    }

    // admin-signed and other rows never share a group
    place.device.author = founder;
    let mut mixed = place.device.role(role, "Mixed", &[], &[]);
    mixed.extend(place.new_patient());
    place.rejects_admin_signed(Code::Malformed, mixed).await;
}

#[tokio::test]
async fn a_clinic_keeps_an_admin_its_user_names_differ_and_a_role_brings_its_keys() {
    let mut place = Place::new().await;
    let founder = place.device.author.clone();
    let root = place.clinic.root.clone();
    let membership = "select id from user_roles";
    let client = place.database.as_superuser().await;
    let membership: Uuid = client.query_one(membership, &[]).await.unwrap().get(0);
    let row = place.row(UserRole::DESCRIPTOR, membership).await;
    let seen = row.cells.iter().map(|cell| cell.clock).collect();
    let deleted = UserRole::DESCRIPTOR.cell_named("deleted").unwrap();
    let time = [("deleted_at", Value::Time(1_700_000_000_000_000))];
    let device = &mut place.device;
    let ends = device.cell(UserRole::DESCRIPTOR, deleted, membership, None, &time, seen);
    device.write_admin_signed(vec![ends], &root);
    let answer = place.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::LastAdmin));

    let name = founder.id.simple().to_string().to_uppercase();
    let twin = place.device.row(
        User::DESCRIPTOR,
        fake_device::random_id(),
        None,
        &[("username", Value::Text(name))],
    );
    place.rejects_admin_signed(Code::NotUnique, twin).await;

    let role = fake_device::random_id();
    let device = &mut place.device;
    let contact = [Compartment::Contact];
    let mut keyless = device.role(role, "Desk", &[Right::PatientsRead], &contact);
    keyless.extend(device.member(&Person::new(), role, &[]));
    place
        .rejects_admin_signed(Code::MissingReference, keyless)
        .await;

    let grant = place.device.row(
        KeyGrant::DESCRIPTOR,
        fake_device::random_id(),
        None,
        &[
            ("recipient_kind", Value::Text("USER".into())),
            ("recipient", Value::Uuid(fake_device::random_id())),
        ],
    );
    place
        .rejects_admin_signed(Code::MissingReference, grant)
        .await;
}

#[tokio::test]
async fn of_rows_that_several_devices_derive_the_first_birth_stands() {
    let mut place = Place::new().await;
    let mut second = place.second_device().await;
    let tenant = sync_contract::ids::TenantId(place.clinic.tenant);
    let setting = sync_contract::ids::derived_id(tenant, "locale");
    let given = [("name", Value::Text("locale".into()))];
    let device = &mut place.device;
    let first = device.row(Setting::DESCRIPTOR, setting, None, &given);
    place.verdict(first.clone()).await;
    let again = second.row(Setting::DESCRIPTOR, setting, None, &given);
    second.write(again.clone());
    all_accepted(&place.push(&mut second).await.unwrap());
    let row = place.row(Setting::DESCRIPTOR, setting).await;
    assert_eq!(row.cells[0], first[0].state);
    assert_eq!(row.cells[1], again[1].state);
    // both wrote the same words, and in the clear: there is nothing to decide
    assert!(row.siblings.is_empty());
}

#[tokio::test]
async fn a_clinic_is_a_demo_from_its_birth_or_never() {
    let mut place = Place::new().await;
    let identity = Tenant::DESCRIPTOR.cell_named("identity").unwrap();
    let tenant = place.clinic.tenant;
    let stands = place.row(Tenant::DESCRIPTOR, tenant).await;
    let seen = vec![stands.cells[1].clock];
    for (status, expected) in [("DEMO", Some(Code::AlreadyWritten)), ("ACTIVE", None)] {
        let given = [
            ("status", Value::Text(status.into())),
            ("name", Value::Text("Under another name".into())),
        ];
        let device = &mut place.device;
        let write = device.cell(
            Tenant::DESCRIPTOR,
            identity,
            tenant,
            None,
            &given,
            seen.clone(),
        );
        let verdict = place.verdict_admin_signed(vec![write]).await;
        match expected {
            Some(code) => assert_eq!(verdict, rejected(code)),
            None => assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}"),
        }
    }
}

#[tokio::test]
async fn nobody_purges_a_row() {
    let mut place = Place::new().await;
    let patient = place.patient().await;
    let mut purge = place.new_patient();
    purge.truncate(1);
    purge[0].row = patient;
    purge[0].state.cell = PURGE;
    place.refuses(Code::MissingRight, purge).await;
}
