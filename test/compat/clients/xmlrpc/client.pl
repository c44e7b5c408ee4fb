#!/usr/bin/perl
# XMLRPC::Lite, which guesses types from the look of a value, has no null, and sends text in base64 unless it is ASCII.
# usage: perl client.pl RUN.json
use strict;
use warnings;
use JSON::PP;
use XMLRPC::Lite;

my ($file) = @ARGV;
open(my $in, '<:raw', $file) or die "$file: $!";
my $run = decode_json(do { local $/; <$in> });
binmode(STDOUT, ':raw');
my $server = XMLRPC::Lite->proxy($run->{xmlRpc})->on_fault(sub { my ($soap, $som) = @_; die ref $som ? $som : $soap->transport->status . "\n" });
my %saved;

# A value as a Perl program holds it; text as bytes of UTF-8, as the library wants it.
sub plain {
    my ($type, $value) = @_;
    return undef unless defined $value;
    return SOAP::Data->type(boolean => $value ? 1 : 0) if $type eq 'boolean';
    return SOAP::Data->type(dateTime => $value =~ s/[-Z]//gr) if $type eq 'dateTime';
    utf8::encode($value) if $type eq 'string';
    return $value;
}

sub entries {
    my ($entries) = @_;
    return undef unless defined $entries;
    return [map { { key => plain('string', $_->{key}), value => plain($_->{type}, $_->{value}) } } @$entries];
}

sub value_of {
    my ($arg) = @_;
    if (my $ref = $arg->{ref}) {
        return exists $saved{$ref} ? $saved{$ref} : $run->{$ref};
    }
    return entries($arg->{value}) if $arg->{type} eq 'entries';
    if ($arg->{type} eq 'records') {
        return [map { { email => plain('string', $_->{email}), firstName => plain('string', $_->{firstName}), data => entries($_->{data}) } } @{ $arg->{value} }];
    }
    if ($arg->{set}) {
        # The parser hands out characters.
        my $read = $saved{ $arg->{type} };
        return { (map { $_ => plain('string', $read->{$_}) } keys %$read), map { $_ => plain(ref $arg->{set}{$_} ? 'boolean' : 'string', $arg->{set}{$_}) } keys %{ $arg->{set} } };
    }
    return plain($arg->{type}, $arg->{value});
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
        my $value = $server->call($step->{operation}, map { value_of($_) } @{ $step->{args} })->result;
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
