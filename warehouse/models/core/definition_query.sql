-- The SQL that recomputes a definition's numerator and denominator from latest_observation.
--
-- grain: definition_id, project_id
--
-- definition_id     the definition
-- project_id        the project
-- source_sql        the rows of the period: {start} and {end} stand for its dates
-- counted           of those rows, what is added up for the project
-- numerator_sql     scalar query of the numerator
-- share_query       query of the share: one row, one column `measured`
-- share_sql         the same as a scalar query
with member as (
    select
        definition_id,
        project_id,
        string_agg('''' || member_id || '''', ', ' order by member_id) as names
    from definition_member
    group by definition_id, project_id
),
whole as (
    select
        definition.definition_id,
        string_agg('''' || part.member_id || '''', ', ' order by part.member_id) as names
    from definition
    join project_group as member on member.group_id = definition.group_id
    join definition_member as part
        on part.definition_id = definition.definition_id
        and part.project_id = member.project_id
    group by definition.definition_id
),
condition as (
    select
        definition.definition_id,
        definition.over,
        definition.total_signal_id,
        chr(10) || 'from latest_observation'
            || chr(10) || 'where signal_id = ''' || definition.signal_id || ''''
            || chr(10) || '    and segment in ('''
            || replace(replace(array_to_string(definition.segments, chr(9)), '''', ''''''),
                chr(9), ''', ''') || ''')'
            || chr(10) || '    and role in (''' || array_to_string(definition.roles, ''', ''')
            || ''') and not suspect'
            || chr(10) || case when definition.pool = 'year'
                then '    and period_start >= date ''{start}'''
                    || ' and period_start < date ''{end}'''
                else '    and period_start = date ''{start}'' and period_end = date ''{end}''' end
            as text
    from definition
),
part as (
    select
        member.definition_id,
        member.project_id,
        condition.text as source_sql,
        'sum(value) filter (where project_id in (' || member.names || '))' as counted,
        chr(10) || '    and project_id in (' || member.names || ')' as own,
        whole.names as whole_names,
        condition.over,
        condition.total_signal_id
    from member
    join condition on condition.definition_id = member.definition_id
    left join whole on whole.definition_id = member.definition_id
),
query as (
    select
        part.*,
        '(' || chr(10) || 'select sum(value)' || source_sql || own || chr(10) || ')' as numerator_sql,
        case over
            when 'base' then 'select sum(value)::double / sum(base) as measured' || chr(10)
                || 'from (' || chr(10) || 'select sum(value) as value, max(base) as base'
                || source_sql || own || chr(10) || 'group by segment, period_start' || chr(10) || ')'
            when 'group' then 'select' || chr(10) || '    ' || counted || '::double' || chr(10)
                || '    / sum(value) filter (where project_id in (' || whole_names
                || ')) as measured' || source_sql
            else 'select (' || chr(10) || 'select sum(value)' || source_sql || own || chr(10)
                || ')::double / (' || chr(10)
                || 'select arg_min(value, 2 * abs(period_start - date ''{start}'')'
                || ' + case when period_start > date ''{start}'' then 1 else 0 end)' || chr(10)
                || 'from latest_observation' || chr(10) || 'where signal_id = '''
                || total_signal_id || ''' and not suspect' || chr(10) || ') as measured'
            end as share_query
    from part
)
select
    definition_id,
    project_id,
    source_sql,
    counted,
    numerator_sql,
    share_query,
    '(' || chr(10) || share_query || chr(10) || ')' as share_sql
from query
