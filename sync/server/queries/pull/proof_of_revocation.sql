select
    $3::integer as entity,
    member.id as row_id
from users as member
where member.tenant_id = $1
union all
select
    $4::integer as entity,
    membership.id as row_id
from user_roles as membership
where membership.tenant_id = $1
union all
select
    $5::integer as entity,
    state.device_id as row_id
from device_state as state
where state.tenant_id = $1
    and state.device_number = $2
    and state.device_id is not null
