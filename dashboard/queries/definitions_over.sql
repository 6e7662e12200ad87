-- The definitions over a group, what they count, and whether anything is measured under them.
with measured as (
    select
        definition_id,
        count(distinct project_id) as projects,
        count(distinct period_end) as periods,
        count(*) filter (where usable and complete) as whole,
        max(period_end) as last_end
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
    signal.signal_id,
    signal.title as signal_title,
    signal.unit,
    signal.quality,
    signal.caveat,
    source.source_id,
    source.title as source_title,
    source.publisher,
    source.license,
    source.live,
    coalesce(measured.projects, 0) as projects,
    coalesce(measured.periods, 0) as periods,
    coalesce(measured.whole, 0) as whole,
    measured.last_end
from definition
join signal on signal.signal_id = definition.signal_id
join source on source.source_id = signal.source_id
left join measured on measured.definition_id = definition.definition_id
where definition.over = 'group' and definition.group_id = $group
order by signal.title, definition.definition_id
