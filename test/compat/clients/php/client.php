<?php
// PHP's SoapClient. Modes: wsdl (the RPC/encoded WSDL), document (the document/literal WSDL), named and positional
// (no WSDL).
// usage: php client.php MODE RUN.json

[, $mode, $file] = $argv;
$run = json_decode(file_get_contents($file), false, 64, JSON_THROW_ON_ERROR);
const NS = 'urn:webservices.api.whatcounts';

ini_set('soap.wsdl_cache_enabled', '0');
$options = ['exceptions' => true, 'keep_alive' => true];
$client = match ($mode) {
    'wsdl' => new SoapClient($run->wsdl, $options),
    'document' => new SoapClient($run->documentWsdl, $options),
    'named', 'positional' => new SoapClient(null, $options + ['location' => $run->endpoint, 'uri' => NS]),
};

$saved = [];

/** The value as a PHP program holds it. */
function plain(object $arg): mixed
{
    global $run, $saved;
    if (isset($arg->ref)) {
        return $saved[$arg->ref] ?? $run->{$arg->ref};
    }
    if (isset($arg->set)) {
        $structure = clone $saved[$arg->type];
        foreach ($arg->set as $field => $value) {
            $structure->$field = $value;
        }
        return $structure;
    }
    if ($arg->type === 'entries') {
        return entries($arg->value);
    }
    if ($arg->type === 'records') {
        return items(array_map(
            fn ($record) => structure(['data' => entries($record->data)] + (array) $record),
            $arg->value,
        ));
    }
    return $arg->value;
}

function entries(?array $entries): array|null
{
    return $entries === null ? null : items(array_map('entry', $entries));
}

/** The document/literal WSDL shows an array as a structure of items. */
function items(array $items): array
{
    global $mode;
    return $mode === 'document' ? ['item' => $items] : $items;
}

function entry(object $entry): array|object
{
    $value = $entry->type === 'dateTime' ? new SoapVar($entry->value, XSD_DATETIME) : $entry->value;
    return structure(['key' => $entry->key, 'value' => $value]);
}

/** Without a WSDL the extension sends an object as a structure, but an array with keys as an Apache Map. */
function structure(array $fields): array|object
{
    global $mode;
    return $mode === 'named' ? (object) $fields : $fields;
}

function invoke(object $step): mixed
{
    global $client, $mode;
    $args = $step->args;
    switch ($mode) {
        case 'document':
            $named = [];
            foreach ($args as $arg) {
                $named[$arg->name] = plain($arg);
            }
            $answer = $client->__soapCall($step->documentOperation, [$named]);
            $value = $answer->{$step->documentOperation . 'Return'};
            return $value->item ?? $value;
        case 'named':
            return $client->__soapCall($step->operation, array_map(fn ($arg) => new SoapParam(plain($arg), $arg->name), $args));
        default:
            return $client->__soapCall($step->operation, array_map('plain', $args));
    }
}

foreach ($run->steps as $step) {
    try {
        $value = invoke($step);
        if (isset($step->save)) {
            $saved[$step->save] = $value;
        }
        $outcome = ['value' => $value];
    } catch (SoapFault $fault) {
        // Faults that the extension raises itself have the codes Client and Server without a detail.
        $outcome = str_contains($fault->faultcode, ':')
            ? ['fault' => ['code' => $fault->faultcode, 'string' => $fault->getMessage()]]
            : ['error' => $fault->getMessage()];
    }
    echo json_encode(['step' => $step->step] + $outcome, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR), "\n";
}
