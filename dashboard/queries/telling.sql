-- The definitions that tell most of the given projects, at most $most, the best of each signal.
--
-- Of a signal: the one over a group rather than over everything, that compares most of them, over
-- $group rather than over another, in most months. Of a family of signals: those that go on to the last
-- three years, compare most, are longest; each source once before any comes again. Every family has
-- a line before any has two. Left out is what cannot be a line: of which most months have fewer
-- cases than $fewest, or no share of a twentieth.
with monthly as (
    select
        definition_id,
        date_trunc('month', period_end - 1) as month,
        max(period_end) as period_end,
        max(denominator) >= $fewest as enough,
        max(share) as share,
        list(distinct project_id) as projects
    from share
    where usable and complete and list_contains($projects, project_id)
    group by all
),
series as (
    select
        definition_id,
        len(list_distinct(flatten(list(projects) filter (where enough)))) as projects,
        count(*) filter (where enough) as months,
        max(period_end) filter (where enough) as last_end
    from monthly
    group by definition_id
    having months >= count(*) / 2 and max(share) filter (where enough) >= 0.05
),
best as (
    select
        definition.definition_id,
        definition.signal_id,
        definition.denominator,
        case when definition.over = 'group' then project_group.title end as among,
        signal.title,
        signal.family,
        signal.source_id,
        series.projects,
        series.months,
        series.months > 1 as line,
        max(series.last_end) over () - series.last_end > 1096 as old
    from series
    join definition on definition.definition_id = series.definition_id
    join signal on signal.signal_id = definition.signal_id
    left join (select distinct group_id, title from project_group) as project_group
        on project_group.group_id = definition.group_id
    qualify row_number() over (
        partition by definition.signal_id
        order by
            definition.over = 'group' desc, series.projects desc,
            definition.group_id = $group desc nulls last, series.months desc,
            definition.definition_id
    ) = 1
),
of_source as (
    select
        *,
        row_number() over (
            partition by family, source_id
            order by line desc, old, projects desc, months desc, signal_id
        ) as again
    from best
),
ranked as (
    select
        *,
        row_number() over (
            partition by family
            order by again, line desc, old, projects desc, months desc, signal_id
        ) as turn
    from of_source
)
select
    definition_id,
    signal_id,
    denominator,
    among,
    title,
    family
from ranked
order by
    turn + case when line then 0 else 2 end, old, projects desc, months desc, signal_id
limit $most
