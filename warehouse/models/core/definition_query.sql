-- The SQL that recomputes what a definition counts and divides by, from latest_observation.
--
-- grain: definition_id, project_id
--
-- definition_id     the definition
-- project_id        the project
-- source_sql        the rows that the definition reads, of all periods and projects
-- period_sql        condition on a row's period: {start} and {end} stand for its dates
-- members           the projects added up for the project, as a list in SQL
-- share_query       query of the share in a period: one row, one column `measured`
-- change_query      query of the share in a period less that in the one from {from} to {to}
-- share_sql         share_query as a scalar query
with member as (
    select
        definition_id,
        project_id,
        '(' || string_agg('''' || member_id || '''', ', ' order by member_id) || ')' as members
    from definition_member
    group by definition_id, project_id
),
whole as (
    select
        definition.definition_id,
        '(' || string_agg('''' || part.member_id || '''', ', ' order by part.member_id) || ')'
            as members
    from definition
    join project_group as member on member.group_id = definition.group_id
    join definition_member as part
        on part.definition_id = definition.definition_id
        and part.project_id = member.project_id
    group by definition.definition_id
),
part as (
    select
        member.definition_id,
        member.project_id,
        member.members,
        whole.members as whole_members,
        definition.over,
        definition.total_signal_id,
        chr(10) || 'from latest_observation'
            || chr(10) || 'where signal_id = ''' || definition.signal_id || ''''
            || chr(10) || '    and segment in ('''
            || replace(replace(array_to_string(definition.segments, chr(9)), '''', ''''''),
                chr(9), ''', ''') || ''')'
            || chr(10) || '    and role in (''' || array_to_string(definition.roles, ''', ''')
            || ''') and not suspect' as source_sql,
        case when definition.pool = 'year'
            then 'period_start >= date ''{start}'' and period_start < date ''{end}'''
            else 'period_start = date ''{start}'' and period_end = date ''{end}''' end
            as period_sql
    from member
    join definition on definition.definition_id = member.definition_id
    left join whole on whole.definition_id = member.definition_id
),
piece as (
    select
        part.*,
        replace(replace(period_sql, '{start}', '{from}'), '{end}', '{to}') as first_period_sql,
        chr(10) || '    and project_id in ' || members as own,
        'project_id in ' || members as is_member,
        'project_id in ' || whole_members as is_whole
    from part
),
query as (
    select
        piece.*,
        case over
            when 'base' then 'select sum(value)::double / sum(base) as measured' || chr(10)
                || 'from (' || chr(10) || 'select sum(value) as value, max(base) as base'
                || source_sql || chr(10) || '    and ' || period_sql || own || chr(10)
                || 'group by segment, period_start' || chr(10) || ')'
            when 'group' then 'select' || chr(10) || '    sum(value) filter (where ' || is_member
                || ')::double' || chr(10) || '    / sum(value) filter (where ' || is_whole
                || ') as measured' || source_sql || chr(10) || '    and ' || period_sql
            else 'select (' || chr(10) || 'select sum(value)' || source_sql || chr(10) || '    and '
                || period_sql || own || chr(10) || ')::double / (' || chr(10)
                || 'select arg_min(value, 2 * abs(period_start - date ''{start}'')'
                || ' + case when period_start > date ''{start}'' then 1 else 0 end)' || chr(10)
                || 'from latest_observation' || chr(10) || 'where signal_id = '''
                || total_signal_id || ''' and not suspect' || chr(10) || ') as measured'
            end as share_query
    from piece
)
select
    definition_id,
    project_id,
    source_sql,
    period_sql,
    members,
    share_query,
    case over
        when 'base' then 'select' || chr(10)
            || '    sum(value) filter (where later)::double / sum(base) filter (where later)'
            || chr(10) || '    - sum(value) filter (where not later)::double'
            || ' / sum(base) filter (where not later) as measured' || chr(10) || 'from ('
            || chr(10) || 'select period_start >= date ''{start}'' as later, sum(value) as value,'
            || ' max(base) as base' || source_sql || chr(10) || '    and (' || period_sql
            || chr(10) || '        or ' || first_period_sql || ')' || own || chr(10)
            || 'group by segment, period_start' || chr(10) || ')'
        when 'group' then 'select' || chr(10) || '    sum(value) filter (where later and '
            || is_member || ')::double' || chr(10) || '    / sum(value) filter (where later and '
            || is_whole || ')' || chr(10) || '    - sum(value) filter (where not later and '
            || is_member || ')::double' || chr(10) || '    / sum(value) filter (where not later and '
            || is_whole || ') as measured' || chr(10) || 'from (' || chr(10)
            || 'select period_start >= date ''{start}'' as later, project_id, value'
            || source_sql || chr(10) || '    and (' || period_sql || chr(10) || '        or '
            || first_period_sql || ')' || chr(10) || ')'
        else 'select (' || chr(10) || share_query || chr(10) || ') - (' || chr(10)
            || replace(replace(share_query, '{start}', '{from}'), '{end}', '{to}')
            || chr(10) || ') as measured' end as change_query,
    '(' || chr(10) || share_query || chr(10) || ')' as share_sql
from query
