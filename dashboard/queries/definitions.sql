-- The definitions of a signal, with what they count in words and for how many projects.
with measured as (
    select definition_id, count(distinct project_id) as projects
    from share
    group by definition_id
)
select
    definition.definition_id,
    definition.title,
    definition.numerator,
    definition.denominator,
    definition.rationale,
    definition.segments,
    measured.projects
from definition
join measured on measured.definition_id = definition.definition_id
where definition.signal_id = $signal
order by definition.definition_id
