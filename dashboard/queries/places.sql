-- Where a project stands: of each definition over the given groups the newest period of a whole group
-- in which it is measured, with everybody who is measured then.
with whole as (
    select
        share.*,
        definition.group_id,
        definition.signal_id,
        definition.title,
        max(share.period_end) filter (where share.project_id = $project) over (
            partition by share.definition_id
        ) as last_end
    from share
    join definition on definition.definition_id = share.definition_id
    where share.usable and share.complete
        and definition.over = 'group' and list_contains($groups, definition.group_id)
)
select
    whole.definition_id,
    whole.group_id,
    whole.signal_id,
    whole.title,
    whole.project_id,
    project.name,
    whole.period_start,
    whole.period_end,
    whole.numerator as value,
    whole.denominator as whole,
    whole.share,
    whole.low,
    whole.high,
    whole.rank,
    whole.members,
    whole.quality,
    whole.own_factor as factor,
    whole.bound,
    whole.flags
from whole
join project on project.project_id = whole.project_id
join signal on signal.signal_id = whole.signal_id
where whole.period_end = whole.last_end
order by signal.title, whole.title, whole.rank, project.name
