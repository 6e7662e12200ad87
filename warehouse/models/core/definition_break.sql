-- Which known breaks touch a project's figures under a definition.
--
-- grain: definition_id, project_id, break_id
--
-- definition_id   the definition
-- project_id      the project
-- break_id        the break
-- starts          first day
-- ends            day after the last; equal to starts for a level shift; null for open
-- severity        block or taint
-- price           bounded, barring or harmless; null for a block
-- bias_points     how far it may put a share off, each way, as a fraction; null for none
-- bias_factor     how far it may put a ratio off, each way, and so a share; null for none
-- bias_count      how far it may put all counts off alike, each way; null for none
-- named           true when it touches the figures of some projects only
-- own             true when it touches the project's own figures, not only the sum of its group
with measured as (
    select distinct definition_id, project_id from numerator
),
-- a pack knows what its breaks cost its own figures, and nobody else's
spoken_of as (
    select distinct definition.id as definition_id, break.id as break_id
    from pack_entry as definition
    join pack_entry as break on break.pack_id = definition.pack_id and break.kind = 'break'
    where definition.kind = 'definition'
)
select distinct
    measured.definition_id,
    measured.project_id,
    series_break.break_id,
    series_break.starts,
    series_break.ends,
    series_break.severity,
    series_break.price,
    series_break.bias_points,
    series_break.bias_factor,
    series_break.bias_count,
    series_break.projects is null
        or list_contains(series_break.projects, measured.project_id) as own,
    series_break.projects is not null as named
from measured
join definition on definition.definition_id = measured.definition_id
join spoken_of on spoken_of.definition_id = measured.definition_id
join series_break
    on series_break.break_id = spoken_of.break_id
    and series_break.signal_id in (definition.signal_id, definition.total_signal_id)
    and (
        series_break.segment is null
        or list_contains(definition.segments, series_break.segment)
    )
where
    series_break.projects is null
    or list_contains(series_break.projects, measured.project_id)
    -- what touches one member touches the sum of the group
    or exists (
        select 1
        from project_group as peer
        where
            peer.group_id = definition.group_id
            and list_contains(series_break.projects, peer.project_id)
    )
