-- What a definition counts, out of what: the parts of the SQL of its share.
select
    definition.definition_id,
    definition.over,
    definition.signal_id,
    definition.segments,
    definition.roles,
    definition.total_signal_id,
    total.tolerance_days,
    whole.members as whole
from definition
left join signal as total on total.signal_id = definition.total_signal_id
left join (
    select
        definition.definition_id,
        list(part.member_id order by part.member_id) as members
    from definition
    join project_group as member on member.group_id = definition.group_id
    join definition_member as part
        on part.definition_id = definition.definition_id and part.project_id = member.project_id
    group by definition.definition_id
) as whole on whole.definition_id = definition.definition_id
