#!/usr/bin/perl
# SOAP::Lite. Modes: positional (no WSDL, no names, types guessed from the values), named (no WSDL), service (WSDL).
# usage: perl client.pl MODE RUN.json
use strict;
use warnings;
use utf8;
use JSON::PP;
use SOAP::Lite;

my ($mode, $file) = @ARGV;
open(my $in, '<:raw', $file) or die "$file: $!";
my $run = decode_json(do { local $/; <$in> });
my $uri = 'urn:webservices.api.whatcounts';
binmode(STDOUT, ':raw');

# Faults are thrown as they are: a SOM, or a text where there was no answer.
my $on_fault = sub { my ($soap, $som) = @_; die ref $som ? $som : $soap->transport->status . "\n" };
my $soap = $mode eq 'service'
    ? SOAP::Lite->service($run->{wsdl})->on_fault($on_fault)
    : SOAP::Lite->uri($uri)->proxy($run->{endpoint})->on_fault($on_fault);

# With a WSDL the library sends nil for every type that it has no encoder for, without a word; scripts had to bring
# their own. These hand the value on as it is.
for my $type (qw(ArrayOfMapEntry ArrayOfBatchRecord WhatCountsAPIList WhatCountsAPITemplate)) {
    no strict 'refs';
    *{"SOAP::Serializer::as_$type"} = sub { my ($self, $value) = @_; [undef, {}, $value] };
}

my %saved;

# A value as a Perl program holds it: text, 1 and 0, undef.
sub plain {
    my ($type, $value) = @_;
    return undef unless defined $value;
    return $value ? 'true' : 'false' if $type eq 'boolean';
    return $value;
}

sub entries {
    my ($entries) = @_;
    return undef unless defined $entries;
    return [map { { key => $_->{key}, value => plain($_->{type}, $_->{value}) } } @$entries];
}

sub value_of {
    my ($arg) = @_;
    if (my $ref = $arg->{ref}) {
        return exists $saved{$ref} ? $saved{$ref} : $run->{$ref};
    }
    return entries($arg->{value}) if $arg->{type} eq 'entries';
    if ($arg->{type} eq 'records') {
        return [map { { %$_, data => entries($_->{data}) } } @{ $arg->{value} }];
    }
    if ($arg->{set}) {
        my %fields = (%{ $saved{ $arg->{type} } }, map { $_ => plain(ref $arg->{set}{$_} ? 'boolean' : 'string', $arg->{set}{$_}) } keys %{ $arg->{set} });
        return \SOAP::Data->value(map { SOAP::Data->name($_ => $fields{$_}) } sort keys %fields);
    }
    return plain($arg->{type}, $arg->{value});
}

sub invoke {
    my ($step) = @_;
    my $operation = $step->{operation};
    my @args = map {
        my $value = value_of($_);
        # A structure goes by name among unnamed arguments, as the scripts of the time sent it.
        $mode eq 'named' || ($mode ne 'service' && $_->{set}) ? SOAP::Data->name($_->{name} => $value) : $value;
    } @{ $step->{args} };
    return $soap->$operation(@args) if $mode eq 'service';
    return $soap->call($operation => @args)->result;
}

# What Perl got, with nothing but text in it.
sub shown {
    my ($value) = @_;
    return [map { shown($_) } @$value] if ref $value eq 'ARRAY';
    return ref $value ? { map { $_ => shown($value->{$_}) } keys %$value } : defined $value ? "$value" : undef;
}

my $json = JSON::PP->new->utf8->canonical;
$| = 1;
for my $step (@{ $run->{steps} }) {
    my $outcome = eval {
        my $value = invoke($step);
        $saved{ $step->{save} } = $value if $step->{save};
        +{ value => shown($value) };
    };
    if (!$outcome) {
        my $error = $@;
        $outcome = ref $error
            ? { fault => { code => $error->faultcode, string => $error->faultstring } }
            : { error => "$error" };
    }
    print $json->encode({ step => $step->{step}, %$outcome }), "\n";
}
