select a.*, f.name
from alerts as a
join facilities as f on f.id = a.facility
where a.ended_at is null
order by a.priority, a.raised_at desc
