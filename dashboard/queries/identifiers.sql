-- What each registry calls a project, and what that name counts for.
select
    registry,
    identifier,
    role
from project_identifier
where project_id = $project
order by
    registry,
    case role when 'primary' then 1 when 'former' then 2 when 'variant' then 3 else 4 end,
    identifier
